"""The pages in every language that they speak: whole, counting as it counts, chosen by the reader, fitting a phone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from embedarchive import platforms
from embedarchive.datasette_plugin.locale import translations
from embedarchive.datasette_plugin.locale.words import Words
from embedarchive.datasette_plugin.pages import language as chosen
from embedarchive.datasette_plugin.reader import frame

Ask = Callable[..., Any]
OURS = ("de", "es", "fr", "nl", "uk")
PAGES = (
    *("/", "/-/articles", "/-/article/1", "/-/post/1", "/-/post/2", "/-/post/3", "/-/post/5", "/-/timeline"),
    *("/-/timeline?q=crane", "/-/timeline?gone=yes", "/-/timeline?handle=harbour_watch", "/-/timeline?status=failed"),
    *(
        "/-/gallery",
        "/-/map",
        "/-/collections",
        "/-/file/{photo}",
        "/-/file/{video}",
        "/-/file/{answer}",
        "/-/post/99",
        "/nowhere",
    ),
    *("/-/timeline?near=nowhere&since=soon", "/-/articles?q=nothinglikethis"),
)


def test_these_languages_are_there() -> None:
    """English beside them; each by its own name."""
    assert set(OURS) < set(translations.languages())
    names = translations.names(translations.FOLDER)
    assert [names[code] for code in ("en", *OURS)] == [
        *("English", "Deutsch", "Español", "Français", "Nederlands", "Українська")
    ]


@pytest.mark.parametrize("language", OURS)
def test_a_language_has_every_sentence_that_dutch_has(language: str) -> None:
    """The tests of the words hold Dutch against the pages; the others are held against Dutch."""
    dutch, read = translations.catalogue("nl"), translations.catalogue(language)
    assert set(dutch.sentences) - set(read.sentences) == set()
    assert set(dutch.details) - set(read.details) == set()
    assert set(dutch.plurals) - set(read.plurals) == set()
    assert {len(forms) for forms in read.plurals.values()} == {max(map(read.form, range(1000))) + 1}


@pytest.mark.parametrize(
    ("language", "counted"),
    [
        ("en", ["0 posts", "1 post", "2 posts", "21 posts"]),
        ("nl", ["0 berichten", "1 bericht", "2 berichten", "21 berichten"]),
        ("fr", ["0 publication", "1 publication", "2 publications", "21 publications"]),
        ("uk", ["0 дописів", "1 допис", "2 дописи", "21 допис", "5 дописів", "12 дописів", "22 дописи"]),
    ],
)
def test_numbers_take_the_form_that_the_language_has(language: str, counted: list[str]) -> None:
    """Two in most of them, three in Ukrainian."""
    numbers = [int(one.partition(" ")[0]) for one in counted]
    assert [f"{n} {Words(language).plural(n, 'post', 'posts')}" for n in numbers] == counted


@pytest.mark.parametrize(
    ("language", "day", "size"),
    [
        ("en", "1 March 2022", "17.8 kB"),
        ("de", "1. März 2022", "17,8 kB"),
        ("es", "1 de marzo de 2022", "17,8 kB"),
        ("uk", "1 березня 2022 р.", "17,8 kB"),
    ],
)
def test_days_and_numbers_are_written_as_there(language: str, day: str, size: str) -> None:
    """A day with its month in words, a number with its comma."""
    assert (Words(language).day("2022-03-01"), Words(language).size(17_849)) == (day, size)


@pytest.mark.parametrize("language", OURS)
def test_no_page_asks_for_a_word_that_the_language_lacks(
    ask: Ask, files: dict[str, str], monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """Whatever a page says in words of ours is there in the language; a machine's translation says that it is one."""
    asked, known = set[str](), translations.catalogue(language)

    class Noting(dict[str, str]):
        def get(self, text: str, default: str = "") -> str:  # type: ignore[override]
            asked.add(text)
            return known.sentences.get(text, default)

    monkeypatch.setattr(
        "embedarchive.datasette_plugin.locale.words.catalogue",
        lambda _: translations.Catalogue(Noting(), known.details, known.plurals, known.form, known.machine_made),
    )
    for path in PAGES:
        page = ask(path.format(**files), accept_language=language).text
        assert f'<html lang="{language}">' in page
        assert (known.sentences["A machine made this translation, and nobody has read it yet."] in page) == (
            language != "nl"
        )
    assert len(asked) > 150
    named = {platform.label for platform in platforms.catalogue().values()}
    assert asked - set(known.sentences) - named - {""} == set()


def test_a_reader_chooses_the_language(ask: Ask) -> None:
    """At the foot of every page; the browser remembers it, and what it accepts counts no more."""
    page = ask("/-/timeline?q=crane", accept_language="nl").text
    assert '<b lang="nl">Nederlands</b>' in page
    link = re.search(r'href="(/-/language/uk[^"]*)" lang="uk"', page)
    assert link is not None
    led = ask(link[1].replace("&amp;", "&"))
    assert led.status_code == 302
    assert led.headers["location"] == "/-/timeline?q=crane"
    assert led.headers["set-cookie"].startswith(f"{frame.COOKIE}=uk; ")
    answer = ask("/", accept_language="nl", cookie=f"{frame.COOKIE}=uk")
    assert '<html lang="uk">' in answer.text
    assert answer.headers["vary"].startswith("Accept-Language, Cookie")
    assert '<html lang="nl">' in ask("/", accept_language="nl", cookie=f"{frame.COOKIE}=<b>").text
    assert ask("/-/language/tlh").status_code == 404


def test_where_a_language_is_set_nobody_chooses(ask: Ask) -> None:
    """Whoever serves the archive has said which it is."""
    config = {"plugins": {"embedarchive": {"language": "nl"}}}
    page = ask("/", config=config, cookie=f"{frame.COOKIE}=uk").text
    assert '<html lang="nl">' in page
    assert "/-/language/" not in page


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)", "", "evil"]
)
def test_the_choice_leads_nowhere_else(ask: Ask, back: str) -> None:
    """Whatever an address says, in any browser's reading of it."""
    from urllib.parse import quote

    assert ask(f"/-/language/nl?back={quote(back)}").headers["location"] == "/"
    assert chosen._HERE.fullmatch(back) is None


@pytest.fixture
def added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A language that somebody dropped in, with three forms of what is counted, and no name."""
    (tmp_path / "cs.po").write_text(
        """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=3; plural=(n==1) ? 0 : (n>=2 && n<=4) ? 1 : 2;\\n"

msgid "article"
msgid_plural "articles"
msgstr[0] "článek"
msgstr[1] "články"
msgstr[2] "článků"
""",
        encoding="utf-8",
    )
    (tmp_path / "xx.po").write_text('msgid ""\nmsgstr "Plural-Forms: plural=__import__(1);\\n"\n', encoding="utf-8")
    monkeypatch.setattr(translations, "FOLDER", tmp_path)
    monkeypatch.setattr(frame, "FOLDER", tmp_path)
    translations.catalogue.cache_clear()
    yield
    translations.catalogue.cache_clear()


@pytest.mark.usefixtures("added")
def test_a_language_that_is_dropped_in_counts_and_can_be_chosen(ask: Ask) -> None:
    """One file, nothing else; a rule that is none is that of English."""
    page = ask("/", accept_language="cs").text
    assert '<html lang="cs">' in page
    assert re.search(r'lang="cs"[^>]*>cs<', page)
    assert [Words("cs").plural(n, "article", "articles") for n in (1, 3, 5)] == ["článek", "články", "článků"]
    assert [Words("cs").plural(n, "post", "posts") for n in (1, 3)] == ["post", "posts"]
    assert [translations.catalogue("xx").form(n) for n in (1, 2)] == [0, 1]


@pytest.mark.browser
@pytest.mark.parametrize("language", ["de", "fr", "es", "uk"])
def test_every_language_fits_a_phone(browser: Any, site: str, files: dict[str, str], language: str) -> None:  # noqa: ANN401 -- playwright's
    """Long words and all, with everything unfolded."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale=language)
    page = context.new_page()
    for path in ("/", "/-/timeline?gone=yes", "/-/post/1", "/-/article/1", "/-/map", "/-/figures", "/-/file/{photo}"):
        page.goto(site + path.format(**files))
        page.evaluate("for (const folded of document.querySelectorAll('details')) folded.open = true")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        assert page.evaluate("document.documentElement.lang") == language
    context.close()
