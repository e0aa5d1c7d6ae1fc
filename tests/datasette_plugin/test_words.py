"""What the pages say."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from datasette.utils import StartupError
from hypothesis import given
from hypothesis import strategies as st

import embedarchive.datasette_plugin as plugin
from embedarchive.datasette_plugin.locale import translations as gettext
from embedarchive.datasette_plugin.locale import words as vocabulary
from embedarchive.datasette_plugin.locale.words import Words, moment_of, safe_link
from embedarchive.datasette_plugin.reader.filters import HAS
from embedarchive.datasette_plugin.reader.frame import NAVIGATION
from embedarchive.datasette_plugin.serving.settings import settings
from embedarchive.datasette_plugin.views import details
from embedarchive.datasette_plugin.views.history import FIELDS, disagreement
from embedarchive.model import GONE, Reason, Status
from embedarchive.model.articles import DOUBTS, IGNORED, MISPLACED
from embedarchive.model.differences import word_changes
from embedarchive.model.rows import Difference, Origin

HERE = Path(plugin.__file__).parent
SAID = re.compile(r"""\bt\((?:"([^"]{1,400})"|'([^']{1,400})')""")
COUNTED = re.compile(r"""(?:amount|plural)\([^",)]{1,40}, "([^"]{1,80})", "[^"]{1,80}"\)""")
DUTCH = gettext.catalogue("nl").sentences
NOTED = re.compile(r'(?:note\((?:reader\.)?request, | sentence = )"([^"]{1,300})"')


def test_every_word_of_the_templates_has_a_dutch_one() -> None:
    """A page is in one language, not in one and a half."""
    texts = [path.read_text(encoding="utf-8") for path in (HERE / "templates").rglob("*.html")]
    said = {a or b for text in texts for a, b in SAID.findall(text)}
    assert len(said) > 80
    assert said - set(DUTCH) == set()
    counted = {one for text in texts for one in COUNTED.findall(text)}
    assert len(counted) > 8
    assert counted - set(gettext.catalogue("nl").plurals) == set()


def test_every_sentence_of_the_views_has_a_dutch_one() -> None:
    """What Python hands to `words`, also where it chooses between two."""
    said = {
        choice.value
        for path in HERE.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and ast.unparse(call.func) in {"words", "self"} and call.args
        for choice in ([call.args[0].body, call.args[0].orelse] if isinstance(call.args[0], ast.IfExp) else call.args)
        if isinstance(choice, ast.Constant) and isinstance(choice.value, str)
    }
    assert len(said) > 40
    assert said - set(DUTCH) - {""} == set()


def test_every_sentence_about_a_query_has_a_dutch_one() -> None:
    """What is noted of what an address asks for, written there or given a name first."""
    noted = {text for path in HERE.rglob("*.py") for text in NOTED.findall(path.read_text(encoding="utf-8"))}
    assert len(noted) > 10
    assert noted - set(DUTCH) == set()


def test_every_reason_why_a_page_is_not_there_has_a_dutch_one() -> None:
    """What the views raise is what the page of an error says."""
    raised = {
        text
        for path in HERE.rglob("*.py")
        for text in re.findall(r'NotFound\("([^"]{1,200})"\)', path.read_text(encoding="utf-8"))
    }
    assert len(raised) > 8
    assert raised - set(DUTCH) == set()


def test_every_word_of_the_tables_has_a_dutch_one() -> None:
    """States, reasons, sources, roles, fields and the navigation."""
    tables = (
        vocabulary.BADGES,
        vocabulary.EXPLAINED,
        vocabulary.GONE_FROM,
        DOUBTS | {"": MISPLACED},
        {reason: reason.words for reason in Reason},
        vocabulary.SOURCES,
        vocabulary.OUTCOMES,
        vocabulary.ASKED_OF,
        vocabulary.ROLES,
        vocabulary.LINK_KINDS,
        IGNORED,
        FIELDS,
        HAS,
        dict(enumerate(vocabulary.MONTHS)),
    )
    said = {word for table in tables for word in table.values()} | {label for _, label in NAVIGATION}
    assert said - set(DUTCH) == set()


def test_every_state_and_reason_has_words() -> None:
    """None is shown as the word the database has for it."""
    assert set(vocabulary.BADGES) == set(vocabulary.EXPLAINED) == {str(status) for status in Status}
    assert set(vocabulary.GONE_FROM) == GONE


def test_the_states_have_one_name_everywhere() -> None:
    """What the terminal, the tables and the export call a post, its chip calls it, too."""
    assert [Words().badge(status) for status in Status] == [status.capitalize() for status in Status]
    assert all(reason.words for reason in Reason)


@pytest.mark.parametrize("path", sorted(gettext.FOLDER.glob("*.po")), ids=lambda path: path.stem)
def test_a_translation_keeps_the_places_for_values(path: Path) -> None:
    """`{why}` in, `{why}` out, in the files of all languages."""
    names = re.compile(r"\{[a-z]{1,20}\d?\}")
    read = gettext.read(path)
    for sentence, said in (*read.sentences.items(), *read.details.items()):
        assert sorted(names.findall(sentence)) == sorted(names.findall(said)), sentence


def test_the_files_of_the_languages_are_gettext() -> None:
    """Babel, and with it every tool that translators use, reads in them what the pages read, and finds no fault."""
    pofile = pytest.importorskip("babel.messages.pofile")
    for path in gettext.FOLDER.glob("*.po"):
        with path.open("rb") as file:
            read = pofile.read_po(file, abort_invalid=True)
        faults = [each for each, _ in read.check() if "no-python-format" not in each.flags]  # "98 % sure"
        assert faults == []
        ours, single = gettext.read(path), [each for each in read if each.id and not each.context]
        assert {each.id: each.string for each in single if not each.pluralizable}.items() <= ours.sentences.items()
        assert {each.id[0]: each.string for each in single if each.pluralizable} == ours.plurals


@pytest.fixture
def frisian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Words]:
    """A language that somebody has begun, in a file beside ours."""
    (tmp_path / "fy_NL.po").write_text(
        """msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Timeline"
msgstr "Tiidline"

msgid "March"
msgstr "maart"

msgid "Gallery"
msgstr ""

#, fuzzy
msgid "Map"
msgstr "Lân"

msgctxt "detail"
msgid "{who} answered {status}"
msgstr "{who} andere {status}"

msgctxt "detail"
msgid "X answered {status}"
msgstr "X andere {status}"

msgctxt "detail"
msgid "The page"
msgstr "De side"
""",
        encoding="utf-8",
    )
    monkeypatch.setattr(gettext, "FOLDER", tmp_path)
    gettext.catalogue.cache_clear()
    yield Words.wanted("auto", "fy-NL,nl;q=0.8")
    gettext.catalogue.cache_clear()
    details._patterns.cache_clear()


def test_another_language_is_one_file(frisian: Words) -> None:
    """Nothing else is edited; what it has no sentence for is shown in English, also what is empty or fuzzy there."""
    assert frisian.language == "fy-NL"
    assert gettext.languages() == ("en", "fy-NL")
    assert [frisian(word) for word in ("Timeline", "Gallery", "Map", "Tables")] == [
        "Tiidline", "Gallery", "Map", "Tables",
    ]  # fmt: skip
    assert (frisian.day("2022-03-01"), frisian.day("2022-05-01")) == ("1 maart 2022", "1 May 2022")
    assert settings({"language": "fy-NL"}).language == "fy-NL"
    with pytest.raises(StartupError, match="must be auto, en or fy-NL"):
        settings({"language": "nl"})


def test_details_of_another_language_need_no_order(frisian: Words) -> None:
    """The sentence with more words of its own is tried first, wherever it stands; an unknown one stays English."""
    assert details.told("X answered 500.", frisian) == [details.Piece("X andere 500.")]
    assert details.told("The page answered 500", frisian) == [details.Piece("De side andere 500")]
    assert details.told("X gives no reason", frisian) == [details.Piece("X gives no reason", foreign=True)]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"status": "archived"}, "kept as X (Twitter) showed it"),
        (
            {
                "status": "archived",
                "gone_at": "2026-03-09T09:00:00Z",
                "gone_reason": "deleted",
                "captured_at": "2026-03-04T09:00:00Z",
            },
            "deleted from X (Twitter) since, kept here",
        ),
        (
            {
                "status": "recovered",
                "reason": "deleted",
                "gone_at": "2026-03-09T09:00:00Z",
                "gone_reason": "deleted",
                "captured_at": "2026-01-01",
            },
            "deleted from X (Twitter), kept from a web archive",
        ),
        (
            {
                "status": "recovered",
                "reason": "login-wall",
                "sources": {"text": Origin(source="web-archive", via="wayback", snapshot=3)},
            },
            "not shown by X (Twitter) (it wants a login), kept from the Wayback Machine",
        ),
        (
            {"status": "pending", "reason": "dns"},
            "no answer yet (no network or host); only the article's quotation is kept",
        ),
        ({"status": "pending", "reason": "not-tried"}, "not tried yet; only the article's quotation is kept"),
        ({"status": "pending", "reason": "dns", "text": None}, "no answer yet (no network or host)"),
        (
            {"status": "unavailable", "reason": "withheld"},
            "withheld by X (Twitter); only the article's quotation is kept",
        ),
        (
            {"status": "failed", "reason": "unidentified"},
            "could not be captured (no id found); only the article's quotation is kept",
        ),
    ],
)
def test_states_in_plain_words(row: dict[str, object], sentence: str) -> None:
    """What a reader wants to know: is it still there, and is it kept?"""
    assert Words().state({"platform": "twitter", "reason": None, "text": "words", **row}) == sentence


@pytest.mark.parametrize(
    ("confidence", "doubts", "plain", "quoted", "sentence"),
    [
        (1.0, (), True, True, ""),
        (0.9, (), True, True, ""),
        (
            0.5,
            ("start",),
            True,
            True,
            (
                "Uncertain: its text may begin too early or too late (the finder is 50 % sure of its words and "
                "author). The article was copied as plain text, and a sentence of the article may stand in it."
            ),
        ),
        (
            0.95,
            ("author", "start"),
            False,
            True,
            (
                "Uncertain: its text may begin too early or too late; its author may be another (the finder is 95 % "
                "sure of its words and author)."
            ),
        ),
        (
            0.999,
            ("date",),
            True,
            True,
            "Uncertain: its day may be another (the finder is 99 % sure of its words and author).",
        ),
        (
            0.7,
            (),
            False,
            True,
            (
                "Uncertain: its text may begin or end in the wrong place (the finder is 70 % sure of its words and "
                "author)."
            ),
        ),
        (
            0.5,
            ("end",),
            True,
            False,
            (
                "Uncertain in the article's quotation: its text may end too early or too late (the finder is 50 % sure "
                "of its words and author)."
            ),
        ),
    ],
)
def test_what_is_uncertain_in_plain_words(
    confidence: float, doubts: tuple[str, ...], plain: bool, quoted: bool, sentence: str
) -> None:
    """Below .9 or with a doubt, as in the terminal; of words that are not the article's it says so."""
    assert Words().uncertain(confidence, doubts, plain=plain, quoted=quoted) == sentence


@pytest.mark.parametrize(("confidence", "said"), [(1.0, ""), (0.98, "98 %"), (0.996, "99 %"), (0.5, "")])
def test_how_sure_the_finder_is(confidence: float, said: str) -> None:
    """Of what it does not doubt, in both languages, with whose estimate it is; of what it doubts `uncertain` tells."""
    assert said in Words().sure(confidence)
    assert bool(Words().sure(confidence)) is bool(said)
    assert not said or Words("nl").sure(confidence).startswith(f"De vinder is {said}")


@given(st.floats(0, 1e7, allow_nan=False))
def test_no_place_is_finer_than_a_metre(precision: float) -> None:
    """Digits that somebody wrote say nothing below that."""
    assert int(Words().metres(precision).replace("\N{NARROW NO-BREAK SPACE}", "")) >= 1


def test_disagreements_in_plain_words() -> None:
    """The article's day against the time in the id; texts word by word."""
    found = Difference(field="date", article="2022-11-11", voice="id", said="2022-11-14T08:00:00Z")
    said = disagreement(found, Words())["sentence"]
    assert said == (
        "The article says 11 November 2022; the time inside the post's id is 14 November 2022, 08:00 UTC. "
        "No time zone explains that."
    )
    assert disagreement(found, Words("nl"))["sentence"].startswith("Het artikel zegt 11 november 2022;")
    text = disagreement(Difference(field="text", article="the red car", voice="platform", said="the blue car"), Words())
    assert text["pieces"] == [("same", "the "), ("gone", "red"), ("new", "blue"), ("same", " car")]


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "//evil.example",
        "http:",
        "https:///x",
        "file:///etc/passwd",
        "http://[",
        None,
        7,
        "\x01javascript:alert(1)",
        "blob:http://x/1",
    ],
)
def test_w3_addresses_that_are_never_links(url: object) -> None:
    """Only http and https with a host."""
    assert safe_link(url) is None


@given(st.text())
def test_w3_no_text_makes_a_dangerous_link(text: str) -> None:
    """Whatever it is, what comes out begins with http."""
    link = safe_link(text)
    assert link is None or link.lower().startswith(("http://", "https://"))


@given(st.text(max_size=60), st.text(max_size=60))
def test_word_changes_rebuild_both_texts(before: str, after: str) -> None:
    """What is gone and what is new, together with what stayed, are the two texts."""
    pieces = word_changes(before, after)
    assert "".join(piece for kind, piece in pieces if kind != "gone") == after
    assert "".join(piece for kind, piece in pieces if kind != "new").split() == before.split()


@given(st.text())
def test_times_of_any_text(text: str) -> None:
    """A column may hold anything; no page falls over it."""
    Words().time(text)
    moment_of(text)


@pytest.mark.parametrize(
    ("setting", "accepted", "language"),
    [
        ("auto", "nl-BE,nl;q=0.9,en;q=0.5", "nl"),
        ("auto", "fr,de", "fr"),
        ("auto", "tlh,ja", "en"),
        ("auto", "", "en"),
        ("nl", "en", "nl"),
        ("auto", "en-GB,nl", "en"),
    ],
)
def test_the_language_of_the_pages(setting: str, accepted: str, language: str) -> None:
    """Set in datasette.yml, or the first that the browser accepts and we speak."""
    assert Words.wanted(setting, accepted).language == language


def test_both_readings_of_a_doubtful_beginning_are_told() -> None:
    """Beside what is uncertain, and only there."""
    said = "Uncertain: its text may begin too early or too late."
    assert Words().other_reading(said, ("The chain is broken.",)) == (
        f"{said} The post may begin at: “The chain is broken.”"
    )
    assert Words().other_reading("", ("The chain is broken.",)) == ""
    assert Words().other_reading(said, ()) == said
