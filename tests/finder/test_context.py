"""What an article says around an embed: heading and sentence, that it was deleted, the links that name it."""

from __future__ import annotations

import pytest
from growth import is_within, seconds

from embedarchive import documents, finder
from embedarchive.finder import context, deletions
from embedarchive.model import Embed, Link, Scan

_POST = "https://x.com/mira_holt/status/1591000000000000001"
_TWEET = (
    '<blockquote class="twitter-tweet"><p lang="en">The quay is shut. It was deleted.</p>&mdash; Mira Holt '
    f'(@mira_holt) <a href="{_POST}">November 11, 2022</a></blockquote>'
)


def _scan(text: str, media_type: str = "text/html") -> Scan:
    (document,) = documents.read(text.encode(), media_type=media_type)
    return finder.scan(document)


def _only(text: str, media_type: str = "text/html") -> Embed:
    (embed,) = _scan(text, media_type).embeds
    return embed


def _page(inner: str) -> str:
    return f"<html><body><article>{inner}</article></body></html>"


def test_heading_and_sentence_before_it() -> None:
    """The heading that an embed stands under and the last sentence before it are its context, a line each."""
    embed = _only(
        _page(
            f"<h1>The quay</h1><p>First words.</p><h2>What was said</h2><p>Nobody knew why. Dr. Holt said:</p>{_TWEET}"
        )
    )
    assert embed.context == "What was said\nDr. Holt said:"


def test_sentence_in_the_same_paragraph() -> None:
    """A player amid a paragraph has the words before it as its sentence, and not those behind it."""
    player = '<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe>'
    assert _only(_page(f"<p>It rang. The old bell can be heard: {player} Then it broke.</p>")).context == (
        "The old bell can be heard:"
    )


def test_other_embeds_links_and_menus_are_no_sentence() -> None:
    """Between a sentence and its embed may stand another post, a list of links, a menu."""
    other = _TWEET.replace("1591000000000000001", "1591000000000000002")
    beside = (
        '<ul><li><a href="/a">Read more of the harbour</a></li></ul><aside><p>Subscribe to our letter now.</p></aside>'
    )
    found = _scan(_page(f"<p>Two people wrote to us.</p>{other}{beside}{_TWEET}")).embeds
    assert [each.context for each in found] == ["Two people wrote to us."] * 2


def test_nothing_before_it() -> None:
    """Where no words stand before an embed, it has no context."""
    assert _only(_page(f"{_TWEET}<p>Words behind it follow here.</p>")).context is None


def test_text_and_markdown() -> None:
    """Markdown has headings and paragraphs too; marks, links, rules and template tags are taken off."""
    said = f"Nobody knew. So [she]({_POST}) wrote:"
    text = f"# The quay\n\nFirst words.\n\n## What was *said*\n\n{said}\n\n{{% box %}}\n\n{_POST}\n"
    assert _only(text, "text/markdown").context == "What was said\nSo she wrote:"


def test_consent_notices_are_no_sentence() -> None:
    """What was ignored as not being the article's is not told as its words."""
    text = "The quay is shut, said the master.\n\n{% tweet {{ page.id }} %}\n\n" + _POST + "\n"
    assert _only(text, "text/markdown").context == "The quay is shut, said the master."


def test_the_article_says_that_it_is_deleted() -> None:
    """The sentence before an embed or behind it that says so is kept; the post's own words say nothing of it."""
    before = _only(_page(f"<p>It rained. In a since-deleted tweet, she explained it:</p>{_TWEET}"))
    assert before.deletion == "In a since-deleted tweet, she explained it:"
    behind = _only(_page(f"<p>She wrote this:</p>{_TWEET}<p>The tweet was later taken down. Others stayed.</p>"))
    assert behind.deletion == "The tweet was later taken down."
    assert _only(_page(f"<p>She wrote this:</p>{_TWEET}<p>Others stayed on.</p>")).deletion is None


def test_a_deletion_is_of_one_post() -> None:
    """A sentence between two posts that leads in the second says nothing of the first, nor of the one behind that."""
    first, last = (_TWEET.replace("0001", number) for number in ("0002", "0003"))
    page = f"<p>She wrote this:</p>{first}<p>In a now-deleted post she went on:</p>{_TWEET}{last}"
    assert [bool(each.deletion) for each in _scan(_page(page)).embeds] == [False, True, False]


@pytest.mark.parametrize(
    "sentence",
    [
        "She later deleted the post.",
        "The video is no longer available.",
        "The post by the mayor was taken down hours later.",
        "In een inmiddels verwijderde tweet schreef zij:",
        "Het filmpje is offline gehaald.",
        "In einem inzwischen gelöschten Tweet schrieb er:",
        "Dans un tweet supprimé depuis, il écrit :",
        "El tuit fue borrado horas después.",
        "Твит позже был удалён.",
        "Він видалив допис.",
    ],
)
def test_words_for_a_deletion(sentence: str) -> None:
    """Sentences that say so, in several languages."""
    assert deletions.says(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "He was removed from his post.",
        "The tweet was not deleted.",
        "She asked him to delete the tweet, and it was not removed.",
        "If the video is removed, we will say so.",
        "He deleted his account after the tweet.",
        "In the post she wrote that the statue was removed.",
        "The barriers were removed; a video shows it.",
    ],
)
def test_words_for_something_else(sentence: str) -> None:
    """Denials, wishes, and deletions of something else are no deletion of a post."""
    assert not deletions.says(sentence)


def test_links_in_the_words_that_name_the_post() -> None:
    """A link to the post in the article's own words is a mention of it, with its words and its place."""
    page = _page(
        f'<p>On Monday she <a href="{_POST}">wrote on X</a> about the quay, at length and in public.</p>{_TWEET}'
    )
    scan = _scan(page)
    (embed,) = scan.embeds
    assert [(each.phrase, each.url) for each in embed.mentions] == [("wrote on X", _POST)]
    assert page[embed.mentions[0].start : embed.mentions[0].end].startswith("<a ")
    assert scan.links[0].phrase == "wrote on X"
    text = f"On Monday she [wrote on X]({_POST}) that it was so.\n\n{_POST}\n"
    assert [each.phrase for each in _only(text, "text/markdown").mentions] == ["wrote on X"]


def test_links_to_other_posts_are_no_mentions() -> None:
    """A link to another post names that one only."""
    other = _POST.replace("0001", "0002")
    assert _only(_page(f'<p>He <a href="{other}">wrote on X</a> too, as all did that day.</p>{_TWEET}')).mentions == ()


def test_sentences() -> None:
    """Titles, initials and quotation marks do not end a sentence; ideographic stops do."""
    assert context.last_sentence("It rained. Gen. A. Holt said “No.” Then he left:") == "Then he left:"
    assert context.last_sentence("Then Mr. Holt left") == "Then Mr. Holt left"
    assert context.last_sentence("雨が降った。彼は言った") == "彼は言った"
    assert context.first_sentence("One. Two.") == "One."


def test_quotations_nested_too_deeply_are_told() -> None:
    """Of quotations by the thousand inside each other nothing is lost silently: a line in `ignored` says so."""
    scan = _scan("<p>Words.</p>" + "<blockquote><p>Deep words</p>" * 2000)
    assert [each.reason for each in scan.ignored] == ["nested-too-deeply"]
    shallow = _scan("<p>Words.</p>" + "<blockquote><p>Deep words</p>" * 5 + "</blockquote>" * 5)
    assert shallow.ignored == ()


_HIDDEN = "&lt;blockquote class=&quot;twitter-tweet&quot;&gt;&lt;/blockquote&gt;"


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (f'<div data-q="{_HIDDEN}{"x" * 400_000}"></div>', "too-long"),
        (f'<iframe srcdoc="{_HIDDEN}{"x" * 400_000}"></iframe>', "too-long"),
        (f"<textarea><iframe></iframe>{'x' * 400_000}</textarea>", "too-long"),
        ("<textarea><iframe></iframe></textarea>" * 201, "too-many"),
        ("<div><!--<iframe></iframe>--></div>" * 1001, "too-many"),
        ("<div data-q='https://x.com/a/status/1591000000000000001'></div>" * 2001, "too-many"),
    ],
)
def test_what_is_not_looked_at_is_told(page: str, reason: str) -> None:
    """HTML in attributes, frames and text areas that is too long, and too many places of one kind, have a line each."""
    scan = _scan(f"<p>Words.</p>{page}")
    assert [each.reason for each in scan.ignored] == [reason]
    assert all(scan.document.text[each.start : each.end] for each in scan.ignored)


def test_three_words_for_a_place_are_recorded_as_such() -> None:
    """what3words names a place that only its owner can find: no coordinates, and a line in `ignored`."""
    text = "Meet at ///filled.count.soap or https://w3w.co/daring.lion.race, not at file:///home/a.b.c or ///a.b"
    found = _scan(text, "text/plain").ignored
    assert [(each.reason, each.text, text[each.start : each.end]) for each in found] == [
        ("what3words", words, words) for words in ("///filled.count.soap", "https://w3w.co/daring.lion.race")
    ]


def test_front_matter_is_no_sentence() -> None:
    """What stands between the rules at the top is no article's words, whether an embed is the first thing below."""
    front = "---\ntitle: The quay\ncomments: True\n---\n\n"
    assert _only(f"{front}{_POST}\n\nIt is open again.\n", "text/markdown").context is None
    assert _only(f"{front}Nobody knew why.\n\n{_POST}\n", "text/markdown").context == "Nobody knew why."


def test_p1_a_text_of_one_line_is_not_searched_from_every_post() -> None:
    """Thousands of posts in four megabytes without a line feed, and as many links, of which none names one of them."""
    places = range(0, 4_000_000, 400)
    embeds = [Embed(platform="twitter", form="text", start=place, end=place + 9, id=str(place)) for place in places]
    links = [
        Link(
            url="https://x.com/a/status/1", platform="twitter", id=f"0{place}", start=place, end=place + 9, phrase="it"
        )
        for place in places
    ]
    assert is_within(seconds(lambda: context.of_text(embeds, links, (), "a" * 4_000_000)), 5)
