"""What an article says of its own publication, from each place that says so."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedarchive import documents
from embedarchive.documents import publication
from embedarchive.model import Publication

LINKED = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "Organization", "@id": "#org", "name": "The Harbour Post", "url": "https://post.example/"},
        {"@type": "Person", "@id": "#ada", "name": "Ada Pilot"},
        {"@type": "NewsArticle", "headline": "Another story", "url": "https://post.example/other",
            "datePublished": "2020-01-01", "author": {"@type": "Person", "name": "Somebody Else"}},
        {"@type": ["NewsArticle"], "headline": "Cranes", "mainEntityOfPage": {"@id": "https://post.example/cranes"},
            "datePublished": "2022-11-11T10:00:00+01:00", "dateModified": "2022-11-12T08:30:00Z",
            "publisher": {"@id": "#org"}, "author": [{"@id": "#ada"}, {"@type": "Person", "name": "Ben Winch"}],
            "image": {"@type": "ImageObject", "url": "/crane.jpg"}},
    ],
}  # fmt: skip
FACTS = ("authors", "modified", "outlet", "published", "thumbnail", "url")
MICRODATA = """<article itemscope itemtype="https://schema.org/NewsArticle">
<span itemprop="author" itemscope itemtype="https://schema.org/Person"><b itemprop="name">Ada Pilot</b></span>
<time itemprop="datePublished" datetime="2022-11-11">11 November</time>
<div itemprop="publisher" itemscope itemtype="https://schema.org/Organization">
<meta itemprop="name" content="Post"></div>
<div itemprop="comment" itemscope itemtype="https://schema.org/Comment"><i itemprop="author">A reader</i>
<time itemprop="datePublished" datetime="2023-01-01"></time></div></article>"""
META = """<meta property="og:site_name" content="The Harbour Post"><meta name="author" content="https://post.example/ada">
<meta property="article:author" content="Ada Pilot">
<meta property="article:published_time" content="2022-11-11T09:00:00">
<meta property="article:modified_time" content="soon"><meta property="og:image" content="http://[bad">"""


def _read(source: str, base_url: str | None = None) -> Publication | None:
    return publication.read(documents.load(source, base_url=base_url))


def _page(head: str, body: str = "") -> str:
    return f"<html><head><title>Cranes</title>{head}</head><body><p>Words.</p>{body}</body></html>"


def test_linked_data_of_the_page_itself_is_read() -> None:
    """People and publishers may stand elsewhere in the graph, other stories beside this one."""
    page = _page(f'<script type="application/ld+json">{json.dumps(LINKED)}</script>')
    found = _read(page, "https://post.example/cranes")
    assert found == Publication(
        outlet="The Harbour Post",
        authors=("Ada Pilot", "Ben Winch"),
        published="2022-11-11T09:00:00Z",
        modified="2022-11-12T08:30:00Z",
        url="https://post.example/cranes",
        thumbnail="https://post.example/crane.jpg",
        sources=tuple((name, "json-ld") for name in FACTS),
    )


def test_microdata_of_a_comment_is_not_the_articles() -> None:
    """What belongs to a thing inside the article is that thing's."""
    found = _read(_page("", MICRODATA))
    assert found is not None
    assert (found.authors, found.published, found.outlet) == (("Ada Pilot",), "2022-11-11", "Post")
    assert dict(found.sources) == {"authors": "microdata", "outlet": "microdata", "published": "microdata"}


def test_what_is_no_name_time_or_address_is_not_believed() -> None:
    """An author's profile is no name, `soon` no time; a time without zone stays without."""
    found = _read(_page(META))
    assert found is not None
    assert found.authors == ("Ada Pilot",)
    assert (found.published, found.modified, found.thumbnail) == ("2022-11-11T09:00:00", None, None)


def test_the_surer_place_wins_and_the_others_fill_in() -> None:
    """Each fact has its own source."""
    linked = {"@type": "Article", "author": "Ada Pilot"}
    page = _page(
        META.replace("Ada Pilot", "Web desk") + f'<script type="application/ld+json">{json.dumps(linked)}</script>'
    )
    found = _read(page)
    assert found is not None
    assert found.authors == ("Ada Pilot",)
    assert dict(found.sources) == {"authors": "json-ld", "outlet": "meta", "published": "meta"}


def test_words_that_a_reader_sees_are_the_last_resort() -> None:
    """A link to the author, and the only day in the page; the day of a quoted post is none."""
    quoted = '<blockquote><time datetime="2021-05-05">5 May</time></blockquote>'
    shown = '<a rel="author" href="/ada">Ada Pilot</a><time datetime="2022-11-11T10:00">11 November</time>'
    found = _read(_page("", shown + quoted))
    assert found is not None
    assert (found.authors, found.published) == (("Ada Pilot",), "2022-11-11T10:00:00")
    assert _read(_page("", quoted)) is None
    several = _read(_page("", '<time datetime="2021-05-05"></time><time datetime="2022-05-05"></time>'))
    assert several is None


def test_a_site_that_is_called_like_the_page_has_no_name() -> None:
    """Some give the title as the site's name."""
    assert _read(_page('<meta property="og:site_name" content="Cranes">')) is None


@pytest.mark.parametrize(
    ("matter", "authors"),
    [
        ("author: Ada Pilot", ("Ada Pilot",)),
        ("authors: [Ada Pilot, 'Ben Winch']", ("Ada Pilot", "Ben Winch")),
        ("authors:\n  - Ada Pilot\n  - name: Ben Winch\ntags:\n- cranes", ("Ada Pilot", "Ben Winch")),
    ],
)
def test_front_matter_says_it_too(matter: str, authors: tuple[str, ...]) -> None:
    """Lists as YAML writes them."""
    found = _read(f"---\ntitle: Cranes\ndate: 2022-11-11\n{matter}\n---\n\nWords about *cranes*.\n")
    assert found is not None
    assert (found.authors, found.published) == (authors, "2022-11-11")


def test_a_feed_says_it_of_its_items() -> None:
    """The item's own facts."""
    feed = (
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Post</title><item><title>Cranes'
        "</title><link>https://post.example/cranes</link><dc:creator>Ada Pilot</dc:creator>"
        "<pubDate>Fri, 11 Nov 2022 10:00:00 +0100</pubDate><description>&lt;p&gt;Words&lt;/p&gt;</description></item>"
        "</channel></rss>"
    )
    found = _read(feed)
    assert found is not None
    assert (found.authors, found.published) == (("Ada Pilot",), "2022-11-11T09:00:00Z")
    assert dict(found.sources) == {"authors": "feed", "published": "feed"}


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("2022-11-11", "2022-11-11"),
        ("2022-11-11T10:00:00.123+0100", "2022-11-11T09:00:00Z"),
        ("Fri, 11 Nov 2022 10:00:00 GMT", "2022-11-11T10:00:00Z"),
        ("2022-11-11 10:00", "2022-11-11T10:00:00"),
        ("0001-01-01T00:00:00+14:00", None),
        ("yesterday", None),
        (None, None),
    ],
)
def test_times(said: str | None, read: str | None) -> None:
    """In UTC where a zone is given."""
    assert publication.when(said) == read


def test_pasted_text_says_nothing() -> None:
    """Nothing is guessed from words."""
    assert _read("By Ada Pilot\n\nThe crane hums.\n") is None


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["@type", "@id", "@graph", "author", "name", "publisher", "image", "url", "datePublished"]
                ),
                inner | st.sampled_from(["Article", "#a"]),
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_no_linked_data_breaks_it(value: object) -> None:
    """Whatever JSON a page holds."""
    text = json.dumps(value).replace("<", "\\u003c")
    _read(_page(f'<script type="application/ld+json">{text}</script>'))
