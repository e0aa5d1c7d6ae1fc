"""Embeds that an author wrote into Markdown or text: raw HTML, an address on a line of its own, shortcodes."""

from __future__ import annotations

import pytest
from growth import is_linear

from embedarchive import documents, finder
from embedarchive.finder import markdown
from embedarchive.model import Document, Scan

STATUS = "https://twitter.com/jane_doe/status/1591167663165898754"
QUOTED = (
    f'<blockquote class="twitter-tweet"><p lang="en">Use `pip install` twice</p>&mdash; Jane (@jane_doe) '
    f'<a href="{STATUS}">November 11, 2022</a></blockquote>'
)


def _scan(text: str, media_type: str = "text/markdown") -> Scan:
    return finder.scan(Document(text=text, media_type=media_type))


def test_raw_html_in_markdown() -> None:
    """Found as in a page, once, with its words whole although they hold back-ticks."""
    text = f"# A night\r\n\r\nBefore it.\r\n\r\n{QUOTED}\r\n\r\nAfter it, <https://news.example/>."
    (embed,) = _scan(text).embeds
    assert (embed.form, embed.id, embed.text) == ("blockquote", "1591167663165898754", "Use `pip install` twice")
    assert text[embed.start : embed.end] == QUOTED


@pytest.mark.parametrize(
    ("line", "platform", "identifier"),
    [
        (STATUS, "twitter", "1591167663165898754"),
        (f"  <{STATUS}>", "twitter", "1591167663165898754"),
        (f"{STATUS}?s=20", "twitter", "1591167663165898754"),
        ("https://youtu.be/aqz-KE-bpKQ", "youtube", "aqz-KE-bpKQ"),
        ('{{< tweet user="jane_doe" id="1591167663165898754" >}}', "twitter", "1591167663165898754"),
        ('{{% tweet "1591167663165898754" %}}', "twitter", "1591167663165898754"),
        ("{{< youtube aqz-KE-bpKQ >}}", "youtube", "aqz-KE-bpKQ"),
        ('{{< youtube id="aqz-KE-bpKQ" title="x" >}}', "youtube", "aqz-KE-bpKQ"),
        ("{{< instagram C2kSJdxu3Mr >}}", "instagram", "C2kSJdxu3Mr"),
        ("{{< vimeo 706604197 >}}", "vimeo", "706604197"),
        (f"{{% twitter {STATUS} %}}", "twitter", "1591167663165898754"),
        ("{% youtube aqz-KE-bpKQ %}", "youtube", "aqz-KE-bpKQ"),
        (f"[embed]{STATUS}[/embed]", "twitter", "1591167663165898754"),
        (f"[tweet {STATUS}]", "twitter", "1591167663165898754"),
        ("[tweet 1591167663165898754]", "twitter", "1591167663165898754"),
        ("[youtube=https://www.youtube.com/watch?v=aqz-KE-bpKQ&w=640]", "youtube", "aqz-KE-bpKQ"),
        ("[instagram url=https://www.instagram.com/p/C2kSJdxu3Mr/ width=320]", "instagram", "C2kSJdxu3Mr"),
        ("[vimeo 706604197]", "vimeo", "706604197"),
        ("@[youtube](aqz-KE-bpKQ)", "youtube", "aqz-KE-bpKQ"),
    ],
)
def test_addresses_and_shortcodes_on_a_line_of_their_own(line: str, platform: str, identifier: str) -> None:
    """Site generators and WordPress draw an embed there."""
    text = f"Before it.\n\n{line}\n\nAfter it."
    (embed,) = _scan(text).embeds
    assert (embed.platform, embed.id) == (platform, identifier)
    assert text[embed.start : embed.end] in line
    assert _scan(text).links == ()


@pytest.mark.parametrize(
    "text",
    [
        f"As she [wrote]({STATUS}), nothing.",
        f"As she wrote ({STATUS}), nothing.",
        f"See {STATUS}.",
        f"- {STATUS}",
        f"[1]: {STATUS} 'A night'",
    ],
)
def test_an_address_in_prose_is_a_link(text: str) -> None:
    """With its place, and without the punctuation behind it."""
    found = _scan(text)
    assert found.embeds == ()
    (link,) = found.links
    assert (link.platform, link.id) == ("twitter", "1591167663165898754")
    assert text[link.start : link.end] == STATUS


@pytest.mark.parametrize(
    "text",
    [
        f"```html\n{QUOTED}\n```\n",
        f"~~~\n{STATUS}\n~~~",
        f"Write `{QUOTED[:34]}` or `{STATUS}`.",
        "Write `{{< youtube aqz-KE-bpKQ >}}`.",
        "[caption id=12]\n[gallery]\n[youtube]",
    ],
)
def test_code_is_no_embed(text: str) -> None:
    """An example of an embed shows none."""
    found = _scan(text)
    assert (found.embeds, found.links) == ((), ())


def test_what_markup_shows_is_not_told_again_by_its_text() -> None:
    """The quotation's words look like a fallback; there is one post."""
    assert len(_scan(f"Before it.\n\n{QUOTED}\n\nAfter it.").embeds) == 1


def test_the_link_in_an_attribution_belongs_to_its_post() -> None:
    """Markdown renderings keep the day as a link."""
    quoted = f"> Light over the harbour\n>\n> — Jane Doe (@jane_doe) [November 11, 2022]({STATUS})"
    found = _scan(f"Before it.\n\n{quoted}\n\nAfter it.")
    (embed,) = found.embeds
    assert (embed.form, embed.handle, found.links) == ("plain-text", "jane_doe", ())


def test_plain_text_does_not_read_tags() -> None:
    """Where `documents` says plain text, a tag is text, but an address alone is still an embed."""
    found = _scan(f"<iframe src='https://vimeo.com/706604197'>\n\n{STATUS}\n", media_type="text/plain")
    assert [(each.form, each.platform) for each in found.embeds] == [("bare-url", "twitter")]


def test_through_the_front_door() -> None:
    """A Markdown article with front matter, sniffed."""
    document = documents.load(
        f"---\ntitle: A night\n---\n\n# A night\n\nIt was *late*.\n\n{QUOTED}\n\n{{{{< youtube aqz-KE-bpKQ >}}}}\n"
    )
    assert [(each.platform, each.form) for each in finder.scan(document).embeds] == [
        ("twitter", "blockquote"),
        ("youtube", "shortcode"),
    ]


_SAID = "<p>On Friday the council said that the bridge would open again, after months of repairs and of delays.</p>"
_GONE = "https://twitter.com/jane_doe/status/1591167663165898999"


def _page(body: str) -> Scan:
    return finder.scan(
        documents.load(f"<html><body><article><h1>A night</h1>{_SAID}{body}{_SAID}</article></body></html>")
    )


def test_an_address_that_could_not_be_drawn() -> None:
    """Alone in its paragraph and leading to itself, where others were drawn; not below another such, not without."""
    gone = f'<p><a href="{_GONE}">{_GONE}</a></p>'
    found = _page(QUOTED + _SAID + gone)
    assert [(each.form, each.id) for each in found.embeds] == [
        ("blockquote", "1591167663165898754"),
        ("bare-url", "1591167663165898999"),
    ]
    assert found.links == ()
    assert len(_page(QUOTED + _SAID + gone * 2).embeds) == 1
    assert len(_page(QUOTED + _SAID + gone.replace("</a>", "</a> there")).embeds) == 1
    assert _page(gone).embeds == ()


_PLAYER = "https://player.vimeo.com/video/895223493"


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (f'<p><a href="{_PLAYER}">The boat at night</a></p>', True),
        (f'<figure><div><p>Also on the site it <a href="{_PLAYER}">is from</a>.</p></div></figure>', False),
        (f'<figure><a href="{_PLAYER}"><img src="boat.jpg" alt=""></a></figure>', False),
        (f'<p>He made <a href="{_PLAYER}">a film</a> of it.</p>', False),
        ('<p><a href="https://vimeo.com/895223493">The boat at night</a></p>', False),
    ],
)
def test_a_player_that_a_link_alone_leads_to(body: str, shown: bool) -> None:
    """Nobody reads a player's page: so a converter leaves one. Amid words it is a link."""
    found = _page(body)
    assert [each.id for each in found.embeds] == ["895223493"] * shown
    assert [each.id for each in found.links] == ["895223493"] * (not shown)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (f"[The boat at night]({_PLAYER})", True),
        (f'[The boat at night]({_PLAYER} "A film")', True),
        ("[The boat](https://www.youtube.com/embed/aqz-KE-bpKQ)", True),
        ("[The boat](https://www.instagram.com/p/BBssG7qOOw/embed/)", True),
        (f"He made [a film]({_PLAYER}).", False),
        (f"[A film]({_PLAYER}) of it", False),
        (f"He said {'at length ' * 50}that there is [{'a very long film ' * 30}]({_PLAYER})", False),
        ("[The boat at night](https://vimeo.com/895223493)", False),
    ],
)
def test_a_player_that_a_line_in_markdown_leads_to(line: str, shown: bool) -> None:
    """Likewise."""
    found = _scan(f"Before it.\n\n{line}\n\nAfter it.")
    assert [len(found.embeds), len(found.links)] == ([1, 0] if shown else [0, 1])


def test_p1_links_of_one_long_line_cost_in_proportion_to_them() -> None:
    """Where a link begins is told by what stands right before it, not by all of the text."""

    def links(count: int) -> Document:
        text = "".join(
            f"She said so [there](https://vimeo.com/{895_000_000 + each}) and on{' and on' * 30} "
            for each in range(count)
        )
        return Document(text=text, media_type="text/markdown")

    assert is_linear(lambda document: markdown.find(document, ()), links(4_000), links(8_000))


def test_a_link_that_a_block_draws_is_no_other_link() -> None:
    """Its place is the link's, not where its address stands inside of it."""
    found = _page(f'<div class="embed"><a href="{_GONE}">{_GONE}</a></div>')
    assert [each.form for each in found.embeds] == ["bare-url"]
    assert found.links == ()


def test_a_menu_in_an_article_holds_none_of_its_posts() -> None:
    """Wherever it stands."""
    assert _page(f"<nav>{QUOTED}</nav>").embeds == ()
    assert _page(f"<nav><p>{_GONE}</p></nav>").embeds == ()
