# ruff: noqa: E501 -- markup stands here as platforms write it
"""The markup of embeds that quote a post, as the platforms hand it out."""

from __future__ import annotations

import html
import re

from tools.make_corpus.posts import LANGUAGES, Post, written

_TAG = re.compile(r"#(\w{1,40})")
_SCRIPT = '<script async src="https://platform.twitter.com/widgets.js" charset="utf-8"></script>'


def embed(post: Post, widget: str, turn: int) -> tuple[str, str]:
    """A form, as the labels name it, and the markup of the post in it; of tweets another for every turn."""
    if post.platform == "twitter":
        form, make = _TWEETS[turn % len(_TWEETS)]
        return form, make(post)
    return _OTHERS[post.platform](post, widget)


def attribution(post: Post) -> str:
    """Name, handle and day below a quotation, as in a text."""
    return f"— {post.author} (@{post.handle}) {post.date_text}"


def timed(widget: str) -> bool:
    """Whether Instagram's byline in that language ends in a time, as it did in English until 2020."""
    return bool(LANGUAGES[widget]["instagram"][1] == LANGUAGES["en"]["instagram"][1])


def _direction(post: Post) -> str:
    return "rtl" if LANGUAGES[post.language].get("rtl") else "ltr"


def _body(post: Post, tag: str = "https://twitter.com/hashtag/{}?src=hash&amp;ref_src=twsrc%5Etfw") -> str:
    lines = [
        _TAG.sub(lambda found: f'<a href="{tag.format(found[1])}">#{found[1]}</a>', html.escape(line, quote=False))
        for line in post.lines
    ]
    shown = "<br>".join(lines)
    return (
        f'{shown} <a href="https://t.co/{post.picture}">pic.twitter.com/{post.picture}</a>' if post.picture else shown
    )


def _signed(post: Post, query: str = "?ref_src=twsrc%5Etfw", host: str = "twitter.com") -> str:
    return f'&mdash; {html.escape(post.author)} (@{post.handle}) <a href="https://{host}/{post.handle}/status/{post.id}{query}">{post.date_text}</a>'


def _official(post: Post) -> str:
    return f'<blockquote class="twitter-tweet"><p lang="{post.language}" dir="{_direction(post)}">{_body(post)}</p>{_signed(post)}</blockquote>\n{_SCRIPT}'


def _of_2013(post: Post) -> str:
    return f'<blockquote class="twitter-tweet tw-align-center" width="500"><p>{_body(post, "https://twitter.com/search?q=%23{}&amp;src=hash")}</p>\n{_signed(post, "")}</blockquote>\n{_SCRIPT}'


def _of_2024(post: Post) -> str:
    return f'<blockquote class="twitter-tweet" data-media-max-width="560"><p lang="{post.language}" dir="{_direction(post)}">{_body(post)}</p>{_signed(post, host="x.com")}</blockquote>'


def _bare(post: Post) -> str:
    return f"<blockquote>\n<p>{_body(post)}</p>\n<p>{_signed(post)}</p>\n</blockquote>"


def _amp(post: Post) -> str:
    return f'<amp-twitter data-tweetid="{post.id}" width="375" height="472" layout="responsive"><blockquote placeholder><p lang="{post.language}" dir="{_direction(post)}">{_body(post)}</p>{_signed(post)}</blockquote></amp-twitter>'


_TWEETS = (
    ("blockquote", _official),
    ("blockquote", _of_2013),
    ("blockquote", _of_2024),
    ("blockquote-noclass", _bare),
    ("amp", _amp),
)


def _bluesky(post: Post, _: str) -> tuple[str, str]:
    profile = "https://bsky.app/profile/did:plc:abcdefghijklmnopqrstuvwx"
    words = "<br>".join(html.escape(line, quote=False) for line in post.lines)
    return "blockquote", (
        f'<blockquote class="bluesky-embed" data-bluesky-uri="at://did:plc:abcdefghijklmnopqrstuvwx/app.bsky.feed.post/{post.id}" data-bluesky-cid="bafymade" data-bluesky-embed-color-mode="system">'
        f'<p lang="{post.language}">{words}</p>&mdash; {html.escape(post.author)} (<a href="{profile}?ref_src=embed">@{post.handle}</a>) '
        f'<a href="{profile}/post/{post.id}?ref_src=embed">{post.date_text}</a></blockquote><script async src="https://embed.bsky.app/static/embed.js" charset="utf-8"></script>'
    )


def _instagram(post: Post, widget: str) -> tuple[str, str]:
    view, byline = LANGUAGES[widget]["instagram"]
    said = byline.format(name=html.escape(post.author), handle=post.handle)
    when = (
        f' on <time datetime="{post.day}T09:00:00+00:00">{written(post.day, "en")} at 9:00am UTC</time>'
        if timed(widget)
        else ""
    )
    return "blockquote", (
        f'<blockquote class="instagram-media" data-instgrm-captioned data-instgrm-permalink="{post.url}?utm_source=ig_embed&amp;utm_campaign=loading" data-instgrm-version="12"><div>'
        f'<a href="{post.url}?utm_source=ig_embed" target="_blank"><div>{view}</div></a><p><a href="{post.url}" target="_blank">{"<br>".join(html.escape(line, quote=False) for line in post.lines)}</a></p>'
        f'<p>{said}{when}</p></div></blockquote><script async src="//www.instagram.com/embed.js"></script>'
    )


def _facebook(post: Post, widget: str) -> tuple[str, str]:
    name = f'<a href="https://www.facebook.com/harbour">{html.escape(post.author)}</a>'
    said = LANGUAGES[widget]["facebook"].format(name=name, date=f'<a href="{post.url}">{post.date_text}</a>')
    paragraphs = "".join(f"<p>{html.escape(line, quote=False)}</p>" for line in post.lines)
    return (
        "div",
        f'<div class="fb-post" data-href="{post.url}" data-width="500"><blockquote cite="{post.url}" class="fb-xfbml-parse-ignore">{paragraphs}{said}</blockquote></div>',
    )


def _mastodon(post: Post, widget: str) -> tuple[str, str]:
    byline, view = LANGUAGES[widget]["mastodon"]
    return (
        "blockquote",
        f'<blockquote class="mastodon-embed" data-embed-url="{post.url}/embed"><a href="{post.url}" target="_blank"><svg></svg><div>{byline.format(handle=post.handle)}</div><div>{view}</div></a></blockquote><script data-allowed-prefixes="https://social.example/" async src="https://social.example/embed.js"></script>',
    )


def _tiktok(post: Post, _: str) -> tuple[str, str]:
    words = " ".join(html.escape(line, quote=False) for line in post.lines)
    return "blockquote", (
        f'<blockquote class="tiktok-embed" cite="{post.url}" data-video-id="{post.id}" style="max-width: 605px;min-width: 325px;"><section><a target="_blank" title="@{post.handle}" href="https://www.tiktok.com/@{post.handle}?refer=embed">@{post.handle}</a>'
        f'<p>{words}</p><a target="_blank" title="♬ original sound" href="https://www.tiktok.com/music/original-sound-{post.id}">♬ original sound - {html.escape(post.author)}</a></section></blockquote><script async src="https://www.tiktok.com/embed.js"></script>'
    )


def _telegram(post: Post, _: str) -> tuple[str, str]:
    return (
        "script",
        f'<script async src="https://telegram.org/js/telegram-widget.js?22" data-telegram-post="{post.id}" data-width="100%"></script>',
    )


_OTHERS = {
    "bluesky": _bluesky,
    "instagram": _instagram,
    "facebook": _facebook,
    "mastodon": _mastodon,
    "tiktok": _tiktok,
    "telegram": _telegram,
}
