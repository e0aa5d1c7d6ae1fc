"""Saved pages of the platforms: the page is the post, however a browser saved it. Names, words and ids are made up."""

from __future__ import annotations

import plistlib
import quopri

import pytest

from embedarchive import documents, finder
from embedarchive.model import Embed, Scan

_SHOT = "https://scontent.cdninstagram.com/v/t51/1_n.jpg"
_REPLY = "Nobody told the gulls."

PAGES = {
    "instagram": (
        "https://www.instagram.com/p/CkzQ1AbCdEf/",
        f"""<main><article><header><a href="/lena.odell/"><img src="https://scontent.cdninstagram.com/p.jpg" width="32"
        ></a><a href="/lena.odell/"><span>lena.odell</span></a></header><img alt="A quay" src="{_SHOT}" width="600">
        <div><h1 dir="auto">The ferry is late.<br>Again.</h1></div>
        <ul><li><h3><a href="/bo.linden/">bo.linden</a></h3><span>{_REPLY}</span>
        <a href="/p/CkzQ1AbCdEf/c/178/"><time datetime="2022-11-12T10:00:00.000Z">1d</time></a></li></ul>
        <a href="/p/CkzQ1AbCdEf/"><time datetime="2022-11-11T09:28:54.000Z">11 November</time></a></article>
        <a href="/p/CkzOther000/"><img src="https://scontent.cdninstagram.com/o.jpg" width="300"></a></main>""",
        ("lena.odell", None, "The ferry is late.\nAgain.", [_SHOT]),
    ),
    "instagram of 2020": (
        "https://www.instagram.com/p/CkzQ1AbCdEf/",
        f"""<main><article><header><div><a href="/lena.odell/">lena.odell</a></div></header>
        <div><img alt="A quay" src="{_SHOT}" srcset="{_SHOT} 640w"></div><ul><div><li><div><h2><a href="/lena.odell/"
        >lena.odell</a></h2><span>The ferry is late.</span></div></li></div>
        <ul><li><h3><a href="/bo.linden/">bo.linden</a></h3><span>{_REPLY}</span></li></ul></ul>
        <a href="/p/CkzQ1AbCdEf/"><time datetime="2022-11-11T09:28:54.000Z">11 November</time></a></article></main>""",
        ("lena.odell", None, "The ferry is late.", [_SHOT]),
    ),
    "facebook": (
        "https://www.facebook.com/harbour.news/posts/1044201515113178",
        f"""<div role="main"><div><div><h2><strong><a href="https://www.facebook.com/harbour.news">Harbour News</a>
        </strong></h2></div><div data-ad-rendering-role="story_message"><div dir="auto">The ferry is late.</div></div>
        <div><a href="/photo/?fbid=1"><img src="https://scontent.xx.fbcdn.net/v/t39/1_n.jpg" width="500" alt="A quay"
        ></a></div></div><div role="article" aria-label="Comment by Bo"><div>{_REPLY}</div></div></div>""",
        ("harbour.news", "Harbour News", "The ferry is late.", ["https://scontent.xx.fbcdn.net/v/t39/1_n.jpg"]),
    ),
    "facebook of 2018": (
        "https://www.facebook.com/harbour.news/posts/1044201515113178",
        f"""<a href="https://www.facebook.com/other.page">Other</a><div class="userContentWrapper"><a
        href="https://www.facebook.com/harbour.news" title="Harbour News">Harbour News</a><abbr data-utime="1668158934"
        >x</abbr><div class="userContent"><p>The ferry is late.</p></div></div><div>{_REPLY}</div>""",
        ("harbour.news", "Harbour News", "The ferry is late.", []),
    ),
    "tiktok": (
        "https://www.tiktok.com/@lena.odell/video/7164764400000000001",
        f"""<div data-e2e="browse-video"><img src="https://p16.tiktokcdn.com/poster.image"></div><a href="/@lena.odell">
        <span data-e2e="browse-username">lena.odell</span><span data-e2e="browser-nickname">Lena Odell · 11-11</span>
        </a><div data-e2e="browse-video-desc"><span>The ferry is late. </span><a href="/tag/quay">#quay</a></div>
        <p data-e2e="comment-level-1">{_REPLY}</p>""",
        ("lena.odell", "Lena Odell", "The ferry is late. #quay", ["https://p16.tiktokcdn.com/poster.image"]),
    ),
    "tiktok, one below the other": (
        "https://www.tiktok.com/@lena.odell/video/7164764400000000001",
        """<article data-e2e="recommend-list-item-container"><div id="xgwrapper-0-7164764400000000001"></div><a
        href="/@lena.odell">lena.odell</a><div data-e2e="video-desc">The ferry is late.</div></article>
        <article data-e2e="recommend-list-item-container"><div id="xgwrapper-1-7164764400000000002"></div><div
        data-e2e="video-desc">Another video.</div></article>""",
        ("lena.odell", None, "The ferry is late.", []),
    ),
    "youtube": (
        "https://www.youtube.com/watch?v=aZbYcXdWeVf",
        f"""<meta property="og:title" content="Of before"><meta itemprop="identifier" content="bBbBbBbBbBb">
        <ytd-watch-flexy video-id="aZbYcXdWeVf"><ytd-watch-metadata><h1><yt-formatted-string>The mill
        </yt-formatted-string></h1><div id="owner"><ytd-channel-name><a href="/@lenaodell">Lena Odell</a>
        </ytd-channel-name></div><ytd-watch-info-text>
        <div id="info">1,234 views Nov 11, 2022</div></ytd-watch-info-text>
        <div id="description-inline-expander"><yt-attributed-string>All four sails turn.</yt-attributed-string></div>
        </ytd-watch-metadata><ytd-comment-view-model>{_REPLY}</ytd-comment-view-model></ytd-watch-flexy>""",
        ("lenaodell", "Lena Odell", "The mill\n\nAll four sails turn.", ["https://i.ytimg.com/vi/aZbYcXdWeVf/"]),
    ),
    "reddit": (
        "https://www.reddit.com/r/ferries/comments/1pzbv0z/the_ferry/",
        f"""<shreddit-post id="t3_1pzbv0z" permalink="/r/ferries/comments/1pzbv0z/the_ferry/" author="lena_od"
        post-title="The ferry" created-timestamp="2022-11-11T09:28:54.000000+0000"><div slot="text-body">
        <div class="md"><p>It is late.</p></div></div></shreddit-post>
        <shreddit-comment author="bo"><p>{_REPLY}</p></shreddit-comment>""",
        ("lena_od", "lena_od", "The ferry\n\nIt is late.", []),
    ),
    "old reddit": (
        "https://old.reddit.com/r/ferries/comments/1pzbv0z/the_ferry/",
        f"""<div class="thing" id="thing_t3_1pzbv0z" data-author="lena_od" data-timestamp="1668158934000"><a
        class="title" href="/r/ferries/comments/1pzbv0z/the_ferry/">The ferry</a><div class="usertext-body">
        <div class="md"><p>It is late.</p></div></div></div><div class="thing" id="thing_t1_abc">
        <div class="usertext-body"><div class="md"><p>{_REPLY}</p></div></div></div>""",
        ("lena_od", "lena_od", "The ferry\n\nIt is late.", []),
    ),
    "x": (
        "https://x.com/lena_od/status/1591000000000000001",
        f"""<main><article data-testid="tweet"><div data-testid="User-Name"><a href="/lena_od">
        <span>Lena Odell</span></a><a href="/lena_od"><span>@lena_od</span></a></div><div data-testid="tweetText"
        lang="en"><span>The ferry is late.</span></div><div data-testid="tweetPhoto"><img alt="Image"
        src="https://pbs.twimg.com/media/FhA?format=jpg"></div>
        <a href="/lena_od/status/1591000000000000001"><time datetime="2022-11-11T09:28:54.000Z">x</time></a></article>
        <article data-testid="tweet"><div data-testid="User-Name"><a href="/bo"><span>Bo</span></a><a href="/bo">
        <span>@bo</span></a></div><div data-testid="tweetText" lang="en"><span>{_REPLY}</span></div><a
        href="/bo/status/1591000000000000009"><time datetime="2022-11-11T10:00:00.000Z">Nov 11, 2022</time></a>
        </article></main>""",
        ("lena_od", "Lena Odell", "The ferry is late.", ["https://pbs.twimg.com/media/FhA"]),
    ),
    "telegram": (
        "https://t.me/harbour/70",
        """<meta property="og:title" content="Harbour News">
        <meta property="og:description" content="The ferry is late."><meta property="og:image" content="https://cdn5.telesco.pe/file/1.jpg"><iframe
        src="https://t.me/harbour/70?embed=1"></iframe>""",
        ("harbour", "Harbour News", "The ferry is late.", []),
    ),
    "an article on x": (
        "https://x.com/lena_od/status/1591000000000000001",
        f"""<article data-testid="tweet"><div data-testid="User-Name"><a href="/lena_od">Lena Odell</a></div>
        <div data-testid="twitterArticleReadView"><div data-testid="twitter-article-title">The ferry</div>
        <div data-testid="longformRichTextComponent"><div data-block="true"><span>It is late.</span></div>
        <section data-block="true"><article>{_REPLY}</article></section><h2 data-block="true">Noon</h2></div></div>
        <a href="/lena_od/status/1591000000000000001"><time datetime="2022-11-11T09:28:54.000Z">x</time></a>""",
        ("lena_od", "Lena Odell", "The ferry\n\nIt is late.\n\nNoon", []),
    ),
    "nitter on a host of its own": (
        "https://tweets.mirror.example/lena_od/status/1591000000000000001",
        f"""<link rel="canonical" href="https://twitter.com/lena_od/status/1591000000000000001"><div class="main-tweet">
        <div class="timeline-item"><a class="fullname" href="/lena_od">Lena Odell</a><a class="username" href="/lena_od"
        >@lena_od</a><span class="tweet-date"><a href="/lena_od/status/1591000000000000001#m">11 Nov 2022</a></span>
        <div class="tweet-content">The ferry: <a href="https://harbour.example/winter">harbour.example/win…</a></div>
        <div class="attachments"><a class="still-image" href="/pic/orig/media%2FFhAAAAAAAAAAAAA.jpg"><img
        src="/pic/media%2FFhAAAAAAAAAAAAA.jpg"></a></div><div class="quote"><a class="quote-link"
        href="/quay/status/1589000000000000001#m"></a><div class="quote-text">Works.</div></div></div></div>
        <div class="timeline-item"><span class="tweet-date"><a href="/bo/status/1591000000000000777#m">11 Nov 2022</a>
        </span><div class="tweet-content">{_REPLY}</div></div>""",
        (
            "lena_od",
            "Lena Odell",
            "The ferry: https://harbour.example/winter",
            ["https://pbs.twimg.com/media/FhAAAAAAAAAAAAA"],
        ),
    ),
    "mastodon, by the server": (
        "https://social.example/@lena/109000000000000001",
        f"""<link rel="alternate" type="application/activity+json" href="https://social.example/users/lena/statuses/1">
        <meta property="og:title" content="Lena Odell (@lena@social.example)"><meta property="og:description"
        content="Attached: 1 image The ferry is late."><div class="entry entry-center"><div class="detailed-status">
        <strong class="p-name">Lena Odell</strong><span class="display-name__account">@lena@social.example</span>
        <div class="status__content"><div class="e-content"><p>The ferry is late.</p></div></div>
        <div data-component="MediaGallery" data-props="{{&quot;media&quot;:[{{&quot;type&quot;:&quot;image&quot;,
        &quot;url&quot;:&quot;https://files.social.example/a.png&quot;}}]}}"></div><a class="detailed-status__datetime"
        href="https://social.example/@lena/109000000000000001"><time datetime="2022-11-11T09:28:54Z">x</time></a></div>
        </div><div class="status"><div class="e-content"><p>{_REPLY}</p></div></div>""",
        ("lena@social.example", "Lena Odell", "The ferry is late.", ["https://files.social.example/a.png"]),
    ),
    "mastodon, by its web app": (
        "https://social.example/@lena/109000000000000001",
        f"""<div class="detailed-status"><strong class="display-name__html">Lena Odell</strong><span
        class="display-name__account">@lena@social.example</span><div class="status__content"><div
        class="status__content__text" lang="en"><p>The ferry is late.</p></div></div>
        <a class="media-gallery__item-thumbnail" href="https://files.social.example/a.png"><img alt="A quay"></a>
        <a class="detailed-status__datetime" href="/@lena/109000000000000001"><span>Nov 11, 2022</span></a></div>
        <div class="status"><a href="/@bo/109000000000000999"><time datetime="2022-11-11T10:00:00Z">1h</time></a>
        <div class="status__content__text"><p>{_REPLY}</p></div></div>""",
        ("lena@social.example", "Lena Odell", "The ferry is late.", ["https://files.social.example/a.png"]),
    ),
    "bluesky's app": (
        "https://bsky.app/profile/lena.example/post/3mdd7aj7pgs2x",
        f"""<meta property="og:title" content="Harbour (@harbour.example)">
        <div data-testid="postThreadItem-by-lena.example"><a href="/profile/lena.example"><div>Lena Odell</div></a>
        <a href="/profile/lena.example"><div>\u202a@lena.example\u202c</div></a><div data-testid="postText">The ferry is
        late.</div><img src="https://cdn.bsky.app/img/feed_thumbnail/plain/did:plc:abc/bafk@jpeg"><a
        href="/profile/lena.example/post/3mdd7aj7pgs2x/liked-by">19 likes</a></div>
        <div data-testid="postThreadItem-by-bo.example"><a href="/profile/bo.example">Bo</a><a
        href="/profile/bo.example/post/3mdd7bj7pgs2y">2h</a><div data-testid="postText">{_REPLY}</div></div>""",
        ("lena.example", "Lena Odell", "The ferry is late.", ["https://cdn.bsky.app/img/feed_fullsize/plain/did:plc"]),
    ),
    "threads": (
        "https://www.threads.com/@lena.odell/post/C0abcDEfgHi",
        f"""<div data-pressable-container="true"><a href="/@lena.odell"><img width="36"
        src="https://scontent.cdninstagram.com/p.jpg"></a><a href="/@lena.odell"><span translate="no" dir="auto"
        >lena.odell</span></a><a href="/@lena.odell/post/C0abcDEfgHi"><time datetime="2023-11-11T09:28:54Z">1d</time>
        </a><span dir="auto"><span>The ferry is late.</span></span><picture><img width="600" src="{_SHOT}"></picture>
        <div role="button"><span dir="auto">Like</span></div></div>
        <div data-pressable-container="true"><a href="/@bo/post/C0abcDEfgHj"><time datetime="2023-11-11T10:00:00.000Z"
        >1d</time></a><span dir="auto">{_REPLY}</span></div>""",
        ("lena.odell", None, "The ferry is late.", [_SHOT]),
    ),
    "vk": (
        "https://vk.com/wall-77_15",
        f"""<div id="post-77_15"><a class="author" href="/harbour">Harbour News</a><a href="/wall-77_15"><time
        class="PostHeaderSubtitle__item">11 ноя 2022 в 12:28</time></a><div class="wall_post_text">The ferry is
        late.</div></div><div class="reply" id="post-77_16"><div class="wall_reply_text">{_REPLY}</div></div>""",
        ("harbour", "Harbour News", "The ferry is late.", []),
    ),
    "linkedin, for members": (
        "https://www.linkedin.com/feed/update/urn:li:activity:7304286962587242496/",
        f"""<div data-urn="urn:li:activity:7304286962587242496"><div class="update-components-actor"><a
        class="update-components-actor__meta-link" href="https://www.linkedin.com/in/lenaodell?x=y"><span
        class="update-components-actor__title"><span aria-hidden="true">Lena Odell</span></span></a></div><div
        class="update-components-text">The ferry is late.</div><img class="update-components-image__image"
        src="https://media.licdn.com/a.jpg"></div><div class="comments-comment-entity">{_REPLY}</div>""",
        ("lenaodell", "Lena Odell", "The ferry is late.", ["https://media.licdn.com/a.jpg"]),
    ),
    "a photograph on mbasic.facebook.com": (
        "https://mbasic.facebook.com/photo.php?fbid=2017433665248201&id=77",
        f"""<div id="root"><img src="https://scontent-a.xx.fbcdn.net/v/1_n.jpg"><p id="actions_2017433665248201"></p>
        <div id="MPhotoContent"><div class="msg"><a class="actor-link" href="/lenaodell?x=y"><strong class="actor">
        Lena Odell</strong></a><br><div>The ferry is late.</div></div><div class="desc"><abbr>Feb 22, 2018</abbr></div>
        </div><div>{_REPLY}</div></div>""",
        ("lenaodell", "Lena Odell", "The ferry is late.", ["https://scontent-a.xx.fbcdn.net/v/1_n.jpg"]),
    ),
    "a story that m.facebook.com sends folded": (
        "https://m.facebook.com/story.php?story_fbid=3065154550235644&id=77",
        f"""<div class="hidden_elem"><code id="u_0_1"><!-- <div data-ft="{{&quot;mf_story_key&quot;:
        &quot;3065154550235644&quot;}}"><div class="story_body_container"><header><h3><strong><a href="/lenaodell">
        Lena Odell</a></strong></h3></header><div><p>The ferry is late.</p></div><div><a href="/photo"><i
        style="background-image: url('https\\3a //scontent.xx.fbcdn.net/v/1_n.jpg?a\\3d 1')"></i></a></div></div></div>
        --></code></div><div>{_REPLY}</div>""",
        ("lenaodell", "Lena Odell", "The ferry is late.", ["https://scontent.xx.fbcdn.net/v/1_n.jpg?a=1"]),
    ),
    "a server of the fediverse": (
        "https://social.example/@lena/109000000000000001",
        """<link rel="alternate" type="application/activity+json" href="https://social.example/users/lena/statuses/1">
        <meta property="og:title" content="Lena Odell (@lena@social.example)">
        <meta property="og:description" content="The ferry is late.">""",
        ("lena@social.example", "Lena Odell", "The ferry is late.", []),
    ),
}
"""By platform: the page's address, what it holds, and whose post it is: handle, author, words, pictures."""


def _html(url: str, body: str, *, canonical: bool = True) -> bytes:
    link = f'<link rel="canonical" href="{url}">' if canonical and "canonical" not in body else ""
    return f"<!DOCTYPE html><html><head><title>A page</title>{link}</head><body>{body}</body></html>".encode()


def _single_file(url: str, body: str) -> bytes:
    note = f"<!--\n Page saved with SingleFile \n url: {url} \n saved date: Fri Nov 11 2022\n-->"
    return _html(url, body, canonical=False).replace(b"<html>", f"<html>{note}".encode(), 1)


def _mhtml(url: str, body: str) -> bytes:
    head = f"""From: <Saved by Blink>
Snapshot-Content-Location: {url}
Subject: A page
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="BOUND"

--BOUND
Content-Type: text/html
Content-Transfer-Encoding: quoted-printable
Content-Location: {url}

"""
    return head.encode() + quopri.encodestring(_html(url, body, canonical=False)) + b"\n--BOUND--\n"


def _webarchive(url: str, body: str) -> bytes:
    main = {"WebResourceData": _html(url, body, canonical=False), "WebResourceURL": url}
    return plistlib.dumps({"WebMainResource": main | {"WebResourceMIMEType": "text/html"}})


SAVED = {"html": _html, "SingleFile": _single_file, "mhtml": _mhtml, "webarchive": _webarchive}


def _scanned(data: bytes) -> Scan:
    (document,) = documents.read(data)
    return finder.scan(document)


def _own(found: Scan) -> Embed:
    (own,) = [each for each in found.embeds if each.form == "page"]
    return own


@pytest.mark.parametrize("how", SAVED)
@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_the_post(name: str, how: str) -> None:
    """With its author, words and pictures; replies are not in its words, and no picture is an article's."""
    url, body, (handle, author, text, pictures) = PAGES[name]
    found = _scanned(SAVED[how](url, body))
    own = _own(found)
    assert (own.handle, own.author, " ".join((own.text or "").split())) == (handle, author, " ".join(text.split()))
    shown = [each.candidates[0] for each in own.media if each.role != "card"]
    assert len(shown) >= len(pictures)
    assert all(one.startswith(wanted) for one, wanted in zip(shown, pictures, strict=False))
    assert found.images == ()
    assert not any(_REPLY in (each.text or "") for each in found.embeds if each.id == own.id)


def test_replies_stand_apart() -> None:
    """A reply with its author and words is a post of its own, beside the one whose page it is."""
    url, body, _ = PAGES["x"]
    found = _scanned(_html(url, body))
    assert [(each.handle, each.text) for each in found.embeds] == [
        ("lena_od", "The ferry is late."),
        ("bo", "Nobody told the gulls."),
    ]


def test_readers_see_the_page_as_one_post() -> None:
    """Where it stands is the whole page, or the block that shows it; nothing of it is an article's text."""
    url, body, _ = PAGES["tiktok"]
    found = _scanned(_html(url, body))
    assert finder.readable(found).text == "\ufffc"


@pytest.mark.parametrize(
    ("url", "body"),
    [
        (
            "https://paper.example/post/123",
            "<h1>The ferry</h1><p>It is late.</p>",
        ),
        ("https://paper.example/a?from=https://x.com/lena_od/status/1591000000000000001", "<h1>The ferry</h1>"),
        ("https://www.youtube.com/watch?v=aZbYcXdWeVf", "<h1>Before you continue</h1>"),
        ("https://x.com/lena_od/status/1591000000000000001", "<p>JavaScript is not available.</p>"),
    ],
)
def test_articles_and_doors_are_no_posts(url: str, body: str) -> None:
    """Another site's page with such a path, or that carries an address; a consent form; an empty shell."""
    assert not [each for each in _scanned(_html(url, body)).embeds if each.form == "page"]


def test_a_page_of_a_web_archive_is_the_post_too() -> None:
    """By the address that the archive kept."""
    url, body, _ = PAGES["x"]
    found = _scanned(_single_file(f"https://web.archive.org/web/20221112000000/{url}", body))
    assert (_own(found).id, _own(found).handle) == ("1591000000000000001", "lena_od")


def test_a_shared_link_leads_to_the_post_that_the_page_names() -> None:
    """A page saved under a short address calls itself by the post's."""
    url, body, _ = PAGES["tiktok"]
    page = _html(url, body).replace(b"<html>", b"<html><!-- saved from url=(0030)https://vm.tiktok.com/ZMabcdef1/ -->")
    assert _own(_scanned(page)).id == "7164764400000000001"


def test_the_day_is_no_time() -> None:
    """Of a page that gives the day only, the embed has the day and no time of day."""
    url, body, _ = PAGES["youtube"]
    own = _own(_scanned(_html(url, body)))
    assert (str(own.date), own.posted_at) == ("2022-11-11", None)
