"""Embeds that an author wrote as components, shortcodes, directives and addresses, in every generator's way."""

from __future__ import annotations

import pytest

import embedarchive

_ID = "1591000000000000001"
_STATUS = f"https://twitter.com/lena_od/status/{_ID}"
_FILM = "w7Ft2ymGmfc"
_WORDS = "# A bridge\n\nOn Friday the council said that the bridge would open again.\n\n"
_AFTER = "\n\nThe council will speak about it again.\n"


def _ids(text: str) -> list[tuple[str, str | None]]:
    return [(each.platform, each.id) for each in embedarchive.scan(_WORDS + text + _AFTER).embeds]


@pytest.mark.parametrize(
    "text",
    [
        f'<YouTube id="{_FILM}" />',
        f"<LiteYouTubeEmbed videoId={{'{_FILM}'}} title=\"A film\" />",
        f'{{% include youtube.html id="{_FILM}" %}}',
        f"{{% include embed/youtube.html id='{_FILM}' %}}",
        f'{{% include_cached video.html url="https://www.youtube.com/embed/{_FILM}"\nwidth="640" height="360" %}}',
        f'{{% include video id="{_FILM}" provider="youtube" %}}',
        f'{{{{ youtube(id="{_FILM}") }}}}',
        f"{{{{< video https://youtu.be/{_FILM} >}}}}",
        f"(youtube: https://youtu.be/{_FILM})",
        f"{{{{#ev:youtube|{_FILM}}}}}",
        f"<youtube>{_FILM}</youtube>",
        f"{{widget:url=https://www.youtube.com/watch?v={_FILM}}}",
        f".. youtube:: {_FILM}",
        f"video::{_FILM}[youtube]",
        f"Watch :sc:`youtube {_FILM}` now.",
        f"```{{youtube}} {_FILM}\n```",
        f":::{{iframe}} https://www.youtube.com/embed/{_FILM}\n:::",
        f"{{{{youtube>{_FILM}?medium}}}}",
        f"![](https://www.youtube.com/watch?v={_FILM})",
        f"![Video|400](https://youtu.be/{_FILM})",
        f"[https://youtu.be/{_FILM}](https://youtu.be/{_FILM})",
        f"[https://youtu.be/{_FILM}?t=3:embed]",
        f"[https://www.youtube.com/watch?v={_FILM}:embed:cite]",
    ],
)
def test_every_generators_way_of_a_film(text: str) -> None:
    """MDX, Jekyll, Zola, Quarto, Kirby, reStructuredText, AsciiDoc, Obsidian, Notion, Nikola, MyST, Hatena, wikis'."""
    assert _ids(text) == [("youtube", _FILM)]


@pytest.mark.parametrize(
    "text",
    [
        f'<Tweet id="{_ID}" />',
        f'<TwitterTweetEmbed tweetId={{"{_ID}"}} />',
        f'{{{{< toot "https://social.example/@lena/109" >}}}} {{{{< tweet user="lena_od" id="{_ID}" >}}}}',
        f'{{% include tweet.html id="{_ID}" %}}',
        f".. tweet:: {_STATUS}",
        f":sc:`tweet {_STATUS}`",
        f"![]({_STATUS})",
        f"{{widget:url={_STATUS}}}",
    ],
)
def test_every_generators_way_of_a_post(text: str) -> None:
    """The same for a post of a network."""
    assert ("twitter", _ID) in _ids(text)


@pytest.mark.parametrize(
    "text",
    [
        f'<Button href="{_STATUS}" />',
        f'<Card id="{_ID}" />',
        f'{{% include header.html id="{_ID}" %}}',
        "(note: the film is long)",
        f"(see: {_STATUS} for more)",
        "![](https://news.example/a.jpg)",
        "video::a.mp4[]",
        f"```{{python}} {_ID}\nprint()\n```",
        f"{{{{page>{_FILM}}}}}",
        f":sc:`gallery {_FILM}`",
        f"`[{_STATUS}:embed]` shows a post",
        f"[https://news.example/watch?v={_FILM}:embed:cite]",
    ],
)
def test_other_components_are_no_embeds(text: str) -> None:
    """What is called otherwise, and what names no post."""
    assert _ids(text) == []


def test_the_words_of_a_link_are_no_shortcode() -> None:
    """Brackets before parentheses are Markdown's, whatever they hold."""
    assert _ids(f"See the [yt {_FILM} papers](https://papers.example/) of it.") == []
    assert _ids(f"[yt {_FILM}]") == [("youtube", _FILM)]


def test_a_variable_is_set_in_the_front_matter_or_told() -> None:
    """`id=page.film` is the film that the page names; where it names none, a line of `ignored` says so."""
    text = f"---\nfilm: {_FILM}\n---\n# A bridge\n\n{{% include youtube.html id=page.film %}}\n"
    assert [each.id for each in embedarchive.scan(text).embeds] == [_FILM]
    lost = embedarchive.scan(text.replace("film:", "other:"))
    assert [(each.reason, each.text) for each in lost.ignored] == [
        ("unset-variable", "{% include youtube.html id=page.film %}")
    ]
    assert lost.embeds == ()


def test_a_list_of_bare_addresses_shows_them() -> None:
    """Behind bullets, numbers and quotation signs, where the document links to no post in its prose."""
    text = f"- {_STATUS}\n- https://youtu.be/{_FILM}\n\n1. <https://x.com/lena_od/status/1591000000000000003>\n"
    assert [each for _, each in _ids(text)] == [_ID, _FILM, "1591000000000000003"]
    linked = f"As [she wrote](https://x.com/lena_od/status/1591000000000000004), so it is.\n\n{text}"
    assert _ids(linked) == []
    assert len(embedarchive.scan(_WORDS + linked).links) == 4


def test_addresses_that_the_text_refers_to_by_number_are_notes() -> None:
    """As text browsers append them: links, and no second embeds of posts whose words stand above."""
    post = "The ferry is late.\n\n-- Lena Odell (@lena_od) [1]November 11, 2022\n\n"
    notes = f"See [2]this.\n\nLinks\n\n  1. {_STATUS}\n  2. https://youtu.be/{_FILM}\n  3. https://quay.example/\n"
    found = embedarchive.scan(_WORDS + post + notes)
    assert [each.form for each in found.embeds if each.form != "plain-text"] == []
    assert _FILM in [each.id for each in found.links]


@pytest.mark.parametrize("gap", [" ", "\n", "\n  "])
def test_a_link_by_reference_gives_the_id(gap: str) -> None:
    """`[November 11, 2022][1]`, whose definition stands at the end of the text and is no link of its own.

    Its address may stand in the next line.
    """
    text = f"> The ferry is late.\n>\n> — Lena Odell (@lena_od) [November 11, 2022][1]{_AFTER}\n[1]:{gap}{_STATUS}\n"
    found = embedarchive.scan(_WORDS + text)
    assert [(each.id, each.handle, each.text) for each in found.embeds] == [(_ID, "lena_od", "The ferry is late.")]
    assert found.links == ()


def test_an_image_with_the_address_of_a_player_is_its_embed() -> None:
    """`<img data-src="player">` waits for a script; it is no picture."""
    image = f"<img class=q data-src=https://www.youtube.com/embed/{_FILM} alt=x>"
    page = f"<p>{_WORDS * 3}</p>{image}<p>{_WORDS * 3}</p>"
    found = embedarchive.scan(f"<html><body><article>{page}</article></body></html>")
    assert [each.id for each in found.embeds] == [_FILM]
    assert found.images == ()


@pytest.mark.parametrize(
    "text",
    [
        f'{{%- include embeds/tweet.liquid id = "{_ID}" -%}}',
        f"{{{{Tweet|id={_ID}}}}}",
        f"%[{_STATUS}]",
        f'<XEmbed id="{_ID}" />',
        f"Words of the author.\n\n[{_STATUS}]({_STATUS})\n\nMore words.",
    ],
)
def test_further_ways_of_a_post(text: str) -> None:
    """Liquid that trims blanks, a wiki's template, cards, names that begin with X, and an address as its own words."""
    assert _ids(text) == [("twitter", _ID)]


def test_a_toot_by_its_address() -> None:
    """Hugo's shortcode of that name."""
    assert _ids('{{< toot "https://social.example/@lena/109300000000000001" >}}') == [
        ("mastodon", "social.example/109300000000000001")
    ]


def test_what_an_author_of_mdx_took_out() -> None:
    """A component in a remark is no embed, one behind it is."""
    assert _ids(f'{{/* <Tweet id="{_ID}" />\n*/}}\n\n<YouTube id="{_FILM}" />') == [("youtube", _FILM)]


def test_shortcodes_of_both_kinds_come_in_the_order_of_the_text() -> None:
    """Those that stand in a line of their own, and those that stand anywhere; none is read inside of another."""
    films = [f"w7Ft2ymGm{each}0" for each in range(4)]
    text = (
        f".. youtube:: {films[0]}\n\n{{% youtube {films[1]} %}}\n\nvideo::{films[2]}[youtube]\n\n[youtube {films[3]}]\n"
    )
    assert _ids(text) == [("youtube", film) for film in films]


@pytest.mark.parametrize("remark", ["%% hidden %%", "<!-- hidden -->"])
def test_a_remark_before_a_shortcode_or_an_image_is_no_margin(remark: str) -> None:
    """Without it the line would begin as code does."""
    text = f"Words.\n\n{remark} {{{{< youtube {_FILM} >}}}}\n\n{remark} ![A quay](https://paper.example/quay.jpg)\n"
    assert _ids(text) == [("youtube", _FILM)]
    assert [each.url for each in embedarchive.scan(text).images] == ["https://paper.example/quay.jpg"]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_code_inside_of_words_ends_with_its_paragraph(end: str) -> None:
    """An author who writes of HTML names its elements."""
    lines = ("The tag <code> begins it.", "", f"{{{{< youtube {_FILM} >}}}}", "", "Then </code> ends it.", "")
    assert _ids(end.join(lines)) == [("youtube", _FILM)]
    assert _ids(f"So <code>{{{{< youtube {_FILM} >}}}}</code> is written.") == []
