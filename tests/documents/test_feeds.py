"""Feeds: what stands beside the words of an item, and items that are posts themselves."""

from __future__ import annotations

import datetime as dt
import json
from email.utils import format_datetime

import pytest

from embedarchive import documents, finder, platforms
from embedarchive.model import Scan

SPACES = 'xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
SITE = "https://news.example/"


def scans(*items: str, link: str = SITE, spaces: str = SPACES, before: str = "") -> list[Scan]:
    """What is found in the items of a feed of that site."""
    whole = f"<channel><title>Feed</title><link>{link}</link><description>All of it</description>{''.join(items)}"
    text = f'{before}<rss version="2.0" {spaces}>{whole}</channel></rss>'
    return [finder.scan(document) for document in documents.read(text.encode())]


def item(inner: str, address: str = f"{SITE}mill", guid: str = "1") -> str:
    """An item with words and more."""
    return f"<item><title>The mill</title><link>{address}</link><guid>{guid}</guid>{inner}</item>"


WORDS = "<description>The mill turned again on Saturday.</description>"


BESIDE = {
    "enclosure": ('<enclosure url="a.jpg" type="image/jpeg" length="9"/>', "a.jpg", "", ""),
    "content": (
        (
            '<media:content url="a.jpg" medium="image"><media:description>Sails &amp;amp; sky</media:description>'
            "<media:credit role='photographer'>Cam Era</media:credit></media:content>"
        ),
        "a.jpg",
        "Sails & sky",
        "Cam Era",
    ),
    "group": (
        (
            '<media:group><media:content url="s.jpg" medium="image" width="140" height="84"/>'
            '<media:content url="l.jpg" medium="image" width="1400" height="840"/>'
            "<media:description>Sails</media:description></media:group>"
        ),
        "l.jpg",
        "Sails",
        "",
    ),
    "thumbnail": ('<media:thumbnail url="t.jpg" width="600" height="300"/>', "t.jpg", "", ""),
    "of the item": ('<media:content url="a.jpg" type="image/jpeg"/><media:credit>C</media:credit>', "a.jpg", "", "C"),
}


@pytest.mark.parametrize("form", list(BESIDE))
def test_the_picture_beside_an_item_is_the_articles(form: str) -> None:
    """The largest form, with what the feed says of it."""
    inner, name, said, credit = BESIDE[form]
    (scan,) = scans(item(WORDS + inner.replace('url="', f'url="{SITE}')))
    (image,) = scan.images
    assert (image.url, image.alt, image.caption, image.credit) == (SITE + name, said, said, credit)
    assert finder.readable(scan).text.endswith("The mill turned again on Saturday.")


def test_sounds_and_videos_beside_an_item_are_no_pictures() -> None:
    """A podcast's item has none."""
    sounds = f'<enclosure url="{SITE}a.mp3" type="audio/mpeg"/><media:content url="{SITE}v.mp4" type="video/mp4"/>'
    (scan,) = scans(item(WORDS + sounds))
    assert scan.images == ()


def test_a_picture_that_the_words_show_too_is_one() -> None:
    """In two sizes: one image, with what the feed says of the large one."""
    body = f'<description>&lt;p&gt;It turns.&lt;/p&gt;&lt;img src="{SITE}img/a-300x200.jpg"&gt;</description>'
    said = "<media:description>Sails</media:description>"
    large = f'<media:content url="{SITE}img/a.jpg" medium="image">{said}</media:content>'
    (scan,) = scans(item(body + large))
    (image,) = scan.images
    assert (image.url, image.alt) == (f"{SITE}img/a.jpg", "Sails")


def test_an_item_without_words_is_there() -> None:
    """It has not those of the feed, and it is not dropped."""
    (scan,) = scans("<item><title>The mill</title><link>https://news.example/mill</link></item>")
    assert (scan.document.title, scan.document.text) == ("The mill", "")


def test_items_keep_what_tells_them_apart() -> None:
    """Their guid, not their place: tomorrow the second is the third."""
    found = scans(item(WORDS, guid="a"), item(WORDS, guid="b"))
    assert [scan.document.within for scan in found] == ["a", "b"]


STATUS = "https://social.example/@mila/110640658973976934"
TWEET = "mila_brand/status/2098313091371589249"
POSTS = {
    "mastodon": (STATUS, "https://social.example/@mila", "mila@social.example"),
    "bridge": (f"https://x.com/{TWEET}", "https://twitter.com/mila_brand", "mila_brand"),
    "mirror": (f"https://nitter.net/{TWEET}#m", "https://nitter.net/mila_brand", "mila_brand"),
}


@pytest.mark.parametrize("kind", list(POSTS))
def test_an_item_of_an_accounts_feed_is_a_post(kind: str) -> None:
    """With its words, time and media; its pictures are the post's."""
    address, feed, handle = POSTS[kind]
    inner = (
        "<pubDate>Sat, 12 Sep 2026 11:15:00 +0200</pubDate>"
        "<description>&lt;p&gt;The sails are moving!&lt;/p&gt;</description>"
        '<media:content url="https://files.social.example/1.png" type="image/png" medium="image">'
        "<media:description>Sails</media:description></media:content>"
        '<media:content url="https://files.social.example/2.mp4" type="video/mp4" medium="video"/>'
    )
    (scan,) = scans(item(inner, address), link=feed)
    (post,) = scan.embeds
    assert (post.form, post.handle, post.text) == ("feed", handle, "The sails are moving!")
    assert post.posted_at == dt.datetime(2026, 9, 12, 9, 15, tzinfo=dt.UTC)
    assert [(ref.role, ref.alt) for ref in post.media] == [("photo", "Sails"), ("video", "")]
    assert (scan.images, post.doubts) == ((), ())


def test_posts_that_have_a_title() -> None:
    """A submission has its title above its words, and its author a name of his own; a video may have nothing else."""
    author = "<dc:creator>/u/mila_brand</dc:creator><description>&lt;p&gt;It turns.&lt;/p&gt;</description>"
    (scan,) = scans(item(author, "https://www.reddit.com/r/mills/comments/1pzbv0z/a/"), link="https://www.reddit.com/")
    assert [(each.handle, each.text) for each in scan.embeds] == [("mila_brand", "The mill\n\nIt turns.")]
    (scan,) = scans(item("", "https://www.youtube.com/watch?v=aZbYcXdWeVf"), link="https://www.youtube.com/")
    assert [(each.form, each.text) for each in scan.embeds] == [("feed", "The mill")]


FALLING = "front-end.example/mila_brand/status/2098313091371589249"


def test_an_item_of_a_front_end_that_nobody_knows_is_a_post() -> None:
    """When it is of the very second that the post's id holds; else the address may be of anything."""
    of_id = platforms.get("twitter").posted_at("2098313091371589249")
    assert of_id is not None
    body = "<description>&lt;p&gt;The sails are moving!&lt;/p&gt;</description><dc:creator>@mila_brand</dc:creator>"
    for later, count in ((0, 1), (5, 0)):
        day = format_datetime((of_id + dt.timedelta(seconds=later)).replace(microsecond=0))
        (scan,) = scans(
            item(f"{body}<pubDate>{day}</pubDate>", f"https://{FALLING}#m"), link="https://front-end.example/mila_brand"
        )
        assert [(each.id, each.handle, each.form) for each in scan.embeds] == count * [
            ("2098313091371589249", "mila_brand", "feed")
        ]


def test_what_a_place_puts_below_a_submission_is_none_of_it() -> None:
    """Who submitted it, with two links; what the author says of somebody else's stays."""
    words = (
        "It turns, as submitted by /u/other too. &amp;#32; submitted by &amp;#32; "
        "&lt;a href=&quot;x&quot;&gt; /u/mila_brand &lt;/a&gt; &lt;br/&gt; &lt;a&gt;[link]&lt;/a&gt;"
    )
    author = f"<dc:creator>/u/mila_brand</dc:creator><description>&lt;div&gt;{words}&lt;/div&gt;</description>"
    (scan,) = scans(item(author, "https://www.reddit.com/r/mills/comments/1pzbv0z/a/"), link="https://www.reddit.com/")
    (post,) = scan.embeds
    assert (post.text, post.doubts) == ("The mill\n\nIt turns, as submitted by /u/other too.", ())


def test_of_an_author_the_name_is_read() -> None:
    """Atom gives a site and a mail address beside it."""
    who = "<author><name>Mila Brand</name><uri>https://mills.example/mila</uri><email>m@mills.example</email></author>"
    entry = f'<entry><title>The mill</title><link href="{SITE}mill"/>{who}<content>It turns.</content></entry>'
    (document,) = documents.read(f'<feed xmlns="http://www.w3.org/2005/Atom">{entry}</feed>'.encode())
    assert document.entry is not None
    assert document.entry.author == "Mila Brand"


def test_what_stands_before_the_declaration_costs_no_item() -> None:
    """Blank lines, as many themes of content systems leave them, and comments."""
    for before in ("\n\n  ", "<!-- made by hand -->\n", " <!-- a --> <!-- b -->"):
        (scan,) = scans(item(WORDS), before=f'{before}<?xml version="1.0" encoding="utf-8"?>')
        assert scan.document.title == "The mill"


def test_words_that_a_feed_puts_around_a_post_are_doubted() -> None:
    """A bridge repeats the author and a table of its own."""
    body = "<description>&lt;div&gt;&lt;b&gt;mila&lt;/b&gt;&lt;/div&gt; The sails are moving!</description>"
    (scan,) = scans(item(body, STATUS), link="https://social.example/@mila")
    assert scan.embeds[0].doubts == ("start", "end")


def test_a_sites_item_about_a_post_is_an_article() -> None:
    """Its address is the post's, its words are not."""
    (scan,) = scans(item(WORDS, STATUS))
    assert not [embed for embed in scan.embeds if embed.form == "feed"]


def test_a_feed_that_uses_what_it_does_not_declare_is_read() -> None:
    """Prefixes without a namespace, comments before everything."""
    inner = f'{WORDS}<media:content url="{SITE}a.jpg" medium="image"/><odd:thing>x</odd:thing>'
    (scan,) = scans(item(inner), spaces="", before="<!-- made by hand -->\n")
    assert [image.url for image in scan.images] == [f"{SITE}a.jpg"]


def test_a_json_feed_gives_its_pictures_too() -> None:
    """The item's own, and attachments; not a sound."""
    files = [{"url": f"{SITE}b.jpg", "mime_type": "image/jpeg"}, {"url": f"{SITE}c.mp3", "mime_type": "audio/mpeg"}]
    item = {"id": "1", "url": f"{SITE}mill", "content_text": "It turns.", "image": f"{SITE}a.jpg", "attachments": files}
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Feed", "items": [item]}
    (document,) = documents.read(json.dumps(feed).encode())
    assert [image.url for image in finder.scan(document).images] == [f"{SITE}a.jpg", f"{SITE}b.jpg"]
