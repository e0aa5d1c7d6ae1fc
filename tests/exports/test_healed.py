"""Articles with their posts alive again: complete, harmless, readable by machines, and sealed."""

from __future__ import annotations

import html
import json
import os
import random
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from embedarchive import Archive
from embedarchive.cli import cli
from embedarchive.errors import ArchiveError, UsageError
from embedarchive.exports import healed
from embedarchive.exports.articles import article, numbers
from embedarchive.exports.healed import export_articles
from embedarchive.exports.markup import Place, of_page, of_prose
from embedarchive.store import Store
from tools.replayers import FOLDER

TAMPERED = int(os.environ.get("TAMPERED", "60"))  # `make soak`: 10,000

AT = "2026-11-29T17:00:00Z"
WORDS = {
    "twitter:2098704339802694131": "people are crossing with cake, drums and at least two tubas",
    "twitter:2098713812961177799": "Наш хор співає на новому мосту!!!",
    "twitter:2098700909881265450": "glipte deze dame van 91 onder het lint door",
    "twitter:2098483693487178846": "Bring a torch, the towpath is dark.",
}
HOSTILE = """<!doctype html><html><head><base href="https://evil.example/"><meta http-equiv="refresh"
content="0;url=//evil.example">
<link rel="stylesheet" href="https://evil.example/a.css"><style>@import
url(https://evil.example/b.css);body{background:url(//evil.example/c)}</style>
<script>document.title="ran"</script></head><body onload="document.title='ran'"
background="https://evil.example/d.png">
<p style="background:url(https://evil.example/e)" onclick="x()">Said <svg onload="document.title='ran'"><image
href="https://evil.example/f"/></svg> here.
<a href="javascript:document.title='ran'">go</a> <a href="/inside" ping="https://evil.example/g">on</a></p>
<form action="https://evil.example/h"><input name="q" autofocus onfocus="document.title='ran'"><button>send</button>
</form>
<iframe src="https://evil.example/i"></iframe><object data="https://evil.example/j"></object><embed
src="https://evil.example/k">
<img src="https://evil.example/l.png" srcset="https://evil.example/m.png 2x" onerror="document.title='ran'">
<video src="https://evil.example/n.mp4" poster="https://evil.example/o.png" autoplay></video>
<math><mtext><table><mglyph><style><img src=x onerror="document.title='ran'"></style></mglyph></table></mtext></math>
<noscript><p title="</noscript><img src=x onerror=document.title='ran'>"></noscript>
<article class="embedarchive-card" itemprop="articleBody">A forged card</article><input type="image"
src="https://evil.example/p">
<blockquote class="twitter-tweet"><p>The ferry left</p>— Ada (@ada) <a
href="https://twitter.com/ada/status/1591105398532112385">November 11, 2022</a></blockquote>
<p>The end.</p></body></html>"""


@pytest.fixture(scope="module")
def copies(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The three examples as pages: of pasted text, of HTML, of Markdown."""
    folder = tmp_path_factory.mktemp("healed")
    with Store.open(demo, create=False, read_only=True) as store:
        told = export_articles(store, numbers(store), folder, AT)
    assert (told.files, told.posts, told.erased) == (3, 14, 0)
    return sorted(folder.glob("*.html"))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The copy of a page that tries everything."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "a.html").write_text(HOSTILE, encoding="utf-8")
    with Archive(folder / "kept", recordings=[Path("examples/recorded-web.warc.gz").resolve()]) as archive:
        list(archive.add(folder / "a.html"))
        export_articles(archive.store, [1], folder / "out", AT)
    return next((folder / "out").glob("*.html"))


def run(*arguments: object) -> Any:  # noqa: ANN401 -- click's
    """What `export` says."""
    return CliRunner().invoke(cli, ["export", *map(str, arguments)], standalone_mode=False)


def seen(context: Any, path: Path) -> tuple[Any, list[str], list[str]]:  # noqa: ANN401 -- Playwright's
    """A page that chromium opened, what it asked for but for the page, and what it complained of."""
    page = context.new_page()
    asked, said = list[str](), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(path.as_uri())
    wanted = [url for url in asked if not url.startswith("data:") and url != path.as_uri()]
    return page, wanted, said


@pytest.mark.browser
def test_a_copy_works_without_a_network(copies: list[Path], offline: Any) -> None:  # noqa: ANN401 -- Playwright's
    """Nothing is asked for or complained of, every post and image is seen, and no phone needs to scroll sideways."""
    for path in copies:
        page, asked, said = seen(offline, path)
        assert (asked, said) == ([], [])
        cards = page.locator(".embedarchive-card")
        assert cards.count() == (4 if path.name.startswith("1-") else 5)
        text = page.inner_text("main")
        for key, words in WORDS.items():
            assert words in text
            card = page.locator(f'.embedarchive-card:has(meta[content="{key}"])')
            assert card.is_visible()
            assert card.bounding_box()["height"] > 80
        shown = "[...document.images].filter(one => one.offsetParent).map(one => one.naturalWidth)"
        widths = page.evaluate(shown)
        assert len(widths) == 4
        assert all(widths)
        page.set_viewport_size({"width": 390, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        page.close()


@pytest.mark.browser
def test_nothing_of_a_hostile_page_runs_or_loads(hostile: Path, offline: Any) -> None:  # noqa: ANN401 -- Playwright's
    """Scripts, handlers, frames, forms, styles, redirections and images from elsewhere are gone; the words are left."""
    page, asked, said = seen(offline, hostile)
    assert (asked, said) == ([], [])
    assert page.url == hostile.as_uri()
    assert page.title() != "ran"
    assert (
        page.locator("script, iframe, object, embed, form, input, svg, base, [onload], [onclick], [style]").count() == 0
    )
    assert page.locator("meta[http-equiv]").count() == 1
    assert page.locator(".embedarchive-card").count() == 1  # the forged one has lost its looks
    assert page.locator(".embedarchive-card").inner_text().find("The ferry left") >= 0
    assert page.locator("main a").evaluate_all("all => all.map(one => one.href)")[:2] == [
        "",
        "https://evil.example/inside",
    ]
    text = page.inner_text("main")
    assert all(words in text for words in ("Said", "here.", "A forged card", "The end."))
    page.close()


@pytest.mark.browser
def test_a_copy_offends_no_rule_of_accessibility(copies: list[Path], offline: Any) -> None:  # noqa: ANN401 -- Playwright's
    """axe-core finds nothing, in light and in dark."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page, _, _ = seen(offline, copies[1])
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = axe.Axe().run(page).response["violations"]
        told = [(one["id"], node["html"][:100]) for one in found for node in one["nodes"][:3]]
        assert told == []
    page.close()


@pytest.mark.browser
def test_a_copy_prints_well(copies: list[Path], offline: Any) -> None:  # noqa: ANN401 -- Playwright's
    """On paper every post is seen, black on white, none is cut in two, and a PDF can be made of it."""
    page, asked, _ = seen(offline, copies[1])
    page.emulate_media(media="print", color_scheme="light")  # as browsers print
    cards = page.locator(".embedarchive-card")
    for number in range(cards.count()):
        assert cards.nth(number).is_visible()
        assert cards.nth(number).evaluate("card => getComputedStyle(card).breakInside") == "avoid"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.pdf(format="A4").startswith(b"%PDF-")
    assert asked == []
    page.close()


def test_a_readers_view_keeps_the_words_of_every_post(copies: list[Path]) -> None:
    """What readability makes of a copy has all that the posts say."""
    readability = pytest.importorskip("readability", reason="readability-lxml is not installed")
    for path in copies:
        summary = readability.Document(path.read_text(encoding="utf-8")).summary()
        words = re.sub(r"\s+", " ", re.sub(r"<[^>]{0,2000000}>", " ", summary))
        assert [key for key, text in WORDS.items() if text not in words] == []


@pytest.mark.browser
@pytest.mark.parametrize("reader", ["readability", "single-file"])
def test_other_peoples_extensions_keep_the_words_of_every_post(copies: list[Path], offline: Any, reader: str) -> None:  # noqa: ANN401 -- Playwright's
    """Mozilla's Readability, as Firefox' reader view has it, and SingleFile, in a real browser without a network."""
    scripts = {"readability": "Readability.js", "single-file": "lib/single-file-bundle.js"}
    path = FOLDER / reader / scripts[reader]
    if not path.exists():
        pytest.skip(f"{reader} is not here; `python -m tools.replayers` brings it")
    source = path.read_text(encoding="utf-8")
    for copy in copies:
        page, _, _ = seen(offline, copy)
        if reader == "readability":
            source = source.replace("module.exports", "window.readability")
            found = page.evaluate(f"{source}; new Readability(document.cloneNode(true)).parse().textContent")
        else:
            bundle = re.match(r'const script = ("(?:[^"\\]|\\.)*")', source)
            assert bundle
            page.evaluate(f"{json.loads(bundle[1])}; window.singlefile = singlefile; 0")
            page.evaluate("singlefile.init({ fetch: (...what) => fetch(...what) })")
            found = page.evaluate("async () => (await singlefile.getPageData({ removeHiddenElements: true })).content")
            found = re.sub(r"<[^>]{0,2000000}>", " ", html.unescape(str(found)))
        words = re.sub(r"\s+", " ", str(found))
        assert [key for key, text in WORDS.items() if text not in words] == []
        page.close()


def test_machines_read_of_each_post_what_it_is(copies: list[Path]) -> None:
    """schema.org: a SocialMediaPosting with its author, words, time, address, and when it was archived; Open Graph."""
    from bs4 import BeautifulSoup

    soup: Any = BeautifulSoup(copies[0].read_text(encoding="utf-8"), "html.parser")
    postings = soup.find_all(itemtype="https://schema.org/SocialMediaPosting")
    assert len(postings) == 4
    told = {one.find(itemprop="identifier")["content"]: one for one in postings}
    posting = told["twitter:2098704339802694131"]
    assert posting.find(itemprop="name").get_text() == "Tomas Lindqvist"
    assert posting.find(itemprop="datePublished")["datetime"] == "2026-09-12T09:24:41Z"
    assert posting.find(itemprop="url")["href"] == "https://x.com/tlindq_reports/status/2098704339802694131"
    archived = posting.find(itemprop="archivedAt")
    assert archived.find(itemprop="dateCreated")["datetime"].startswith("2026-09-14T07:30")
    assert re.fullmatch("[0-9a-f]{64}", archived.find(itemprop="identifier").get_text())
    assert soup.find("meta", property="og:title")["content"].startswith("Harmelstede krijgt")


def test_files_that_do_not_fit_stand_beside(store: Store, tmp_path: Path) -> None:
    """With no room inside all of them do, once each; the page names them."""
    told = export_articles(store, numbers(store), tmp_path, AT, inside=0)
    beside = {path.name for path in (tmp_path / "files").iterdir()}
    assert told.files == 3 + len(beside)
    assert len(beside) >= 5
    page = next(tmp_path.glob("2-*.html")).read_text(encoding="utf-8")
    assert "data:image" not in page
    assert beside == set(re.findall(r"files/([0-9a-f]{64}\.[a-z0-9]+)", page))


@pytest.mark.browser
def test_files_beside_are_shown_too(store: Store, tmp_path: Path, offline: Any) -> None:  # noqa: ANN401 -- Playwright's
    """The policy of the page lets them in, and nothing but them."""
    export_articles(store, [1], tmp_path, AT, inside=0)
    page, asked, said = seen(offline, next(tmp_path.glob("*.html")))
    assert said == []
    assert all(url.startswith((tmp_path / "files").as_uri()) for url in asked)
    page.wait_for_function("[...document.images].every(one => one.complete)")
    assert all(page.evaluate("[...document.images].map(one => one.naturalWidth)"))
    page.close()


def test_markdown_has_front_matter_and_every_post(store: Store, tmp_path: Path) -> None:
    """For content management systems and notes: what it is made of, and the posts as quotations with their files."""
    export_articles(store, numbers(store), tmp_path, AT, form="md")
    for path in sorted(tmp_path.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        head = text.split("---\n")[1]
        assert 'title: "Harmelstede krijgt' in head
        assert "twitter:2098704339802694131" in head
        assert [words for words in WORDS.values() if words not in text] == []
        linked = re.findall(r"\]\((files/[^)]+)\)", text)
        assert len(linked) >= 5
        assert all((tmp_path / one).is_file() for one in linked)


def test_an_erased_post_is_in_no_copy(erased_demo: Path, tmp_path: Path) -> None:
    """Not its words, name, address or files; the copy says so, and the command how many were left out."""
    for form in ("html", "md"):
        result = run("article", "--all", tmp_path / form, "--format", form, "--archive", erased_demo)
        assert result.return_value == 0, result.output
        assert "Left out: 3 posts whose words were erased." in result.output
        for path in (tmp_path / form).glob(f"*.{form}"):
            text = path.read_text(encoding="utf-8")
            assert "were removed from the archive" in text
            assert not any(word in text for word in ("Зарічна", "zarichna", "Наш хор", "video/mp4", ".mp4"))


def test_check_tells_every_byte_that_was_altered(store: Store, tmp_path: Path) -> None:
    """Of a copy and of a file beside it: all bytes of the end, and many of the rest."""
    export_articles(store, [1], tmp_path, AT, inside=200_000)
    path = next(tmp_path.glob("*.html"))
    assert run("check", tmp_path).return_value == 0
    whole = path.read_bytes()
    from embedarchive.exports.checking import check

    chance = random.Random(14)  # noqa: S311 -- the same in every run
    for place in [*range(len(whole) - 100, len(whole)), *chance.sample(range(len(whole)), TAMPERED)]:
        altered = bytearray(whole)
        altered[place] ^= chance.randrange(1, 256)
        path.write_bytes(altered)
        assert next(check(path)).problem, place
    path.write_bytes(whole)
    beside = next((tmp_path / "files").iterdir())
    beside.write_bytes(beside.read_bytes()[:-1])
    told = run("check", path)
    assert told.return_value == 5
    assert f"DAMAGED  {beside}: it was altered" in told.output
    beside.unlink()
    assert "it is missing" in run("check", path).output


def test_a_copy_overwrites_nothing_and_hides_no_damage(demo: Path, store: Store, tmp_path: Path) -> None:
    """What is there stays, a number that is none is told, and a kept file that is damaged ends it."""
    export_articles(store, [1], tmp_path, AT)
    with pytest.raises(UsageError, match="is there already"):
        export_articles(store, [1], tmp_path, AT)
    with pytest.raises(UsageError, match="There is no article 77"):
        export_articles(store, [77], tmp_path, AT)
    assert [path.suffix for path in tmp_path.iterdir()] == [".html"]
    for wrong in (["x", tmp_path], [tmp_path], ["--all", "1", tmp_path]):
        assert isinstance(run("article", *wrong, "--archive", demo).exception, UsageError)
    import shutil

    shutil.copytree(demo, tmp_path / "damaged")
    blob = next((tmp_path / "damaged" / "blobs").glob("*/*.jpg"))
    blob.write_bytes(b"\xff\xd8\xff\xe0 another")
    with Store.open(tmp_path / "damaged", create=False, read_only=True) as damaged, pytest.raises(ArchiveError):
        export_articles(damaged, numbers(damaged), tmp_path / "out", AT)
    assert not list((tmp_path / "out").glob("*.part"))


@pytest.mark.parametrize(
    ("source", "start", "end"),
    [
        ("<p>a</p><script>var x='POST';</script><p>b</p>", "POST", "POST"),
        ("<p>a</p><!-- <i>POST</i> --><p>b</p>", "<i>", "</i>"),
        ('<p>a</p><div data-embed="POST">c</div><p>b</p>', "POST", "POST"),
        ("<p>a</p><noscript><i>POST</i></noscript><p>b</p>", "<i>", "</i>"),
        ("<p>a</p><template><i>POST</i></template><p>b</p>", "<i>", "</i>"),
        ("<p>a <i>POST</i></p>\r\n<p>b</p>", "<i>", "</i>"),
        ("<table><tr><td>a<td><i>POST</i></table><p>b</p>", "<i>", "</i>"),
        ("<details><p>a</p><p hidden><i>POST</i></p></details><p>b</p>", "<i>", "</i>"),
    ],
)
def test_a_post_has_its_place_wherever_it_stood(source: str, start: str, end: str) -> None:
    """Also one that stood in a script, a comment, an attribute: between what stands before and behind it."""
    place = Place(((source.index(start), source.index(end) + len(end)),), block=True)
    pieces = of_page(source, [place], (), None)
    at = pieces.index(0)
    assert "a" in "".join(map(str, pieces[:at]))
    assert "b</p>" in "".join(map(str, pieces[at:]))
    assert "POST" not in "".join(map(str, pieces))


@given(st.text(alphabet="<>/!-ab\"'= \r\n&;xpdivscript", max_size=80), st.integers(0, 80), st.integers(0, 80))
def test_no_place_is_lost_in_any_markup(source: str, one: int, other: int) -> None:
    """Whatever the page is made of, each thing stands in it once, and no tag of the page's own is left that runs."""
    first, second = sorted((min(one, len(source)), min(other, len(source))))
    places = [Place(((first, second),), block=True), Place(((second, len(source)),), block=True)]
    pieces = of_page(source, places, (), None)
    assert sorted(piece for piece in pieces if isinstance(piece, int)) == [0, 1]
    assert not re.search(r"<(script|iframe|style|object)|\son\w+=", "".join(map(str, pieces)))


def test_pasted_lines_are_paragraphs_and_markdown_is_markdown() -> None:
    """A line longer than anybody wraps is a paragraph; shorter ones keep their ends; raw HTML is made harmless."""
    long = "word " * 30
    source = f"{long}\n{long}\n\n# Head\n\none\ntwo <b onclick=x>three</b>\n\n￼"
    pieces = of_prose(source, "￼", [Place(((0, 0),), block=True)], None, markdown=True)
    text = "".join(map(str, pieces))
    assert text.count("<p>word") == 2
    assert "<h1>Head</h1>" in text
    assert "<p>one<br>\ntwo <b>three</b></p>" in text
    assert pieces[-2] == 0 or pieces[-1] == 0
    assert "<p>a &lt;b&gt;</p>" in "".join(map(str, of_prose("a <b>", "￼", [], None, markdown=False)))


TITLES = (
    "..|../../etc/passwd|a\0b|CON|nul.txt|trailing dots...| |\u202egpj.exe|a:b?|\u0430pple|-rf|~root|%2e%2e%2f|\ud83d"
)


@pytest.mark.parametrize("title", [*TITLES.split("|"), "x" * 300, "🐈" * 90, "C:\\Windows", "", "`id`$(id)|more"])
def test_f1_a_title_names_no_file_but_its_own(store: Store, title: str) -> None:
    """F1: the name is a number and plain words, short, of no device of Windows, whatever an article is called."""
    one = article(store, numbers(store)[0])
    assert one is not None
    one = replace(one, title=title)
    assert re.fullmatch(r"\d{1,9}(?:-[a-z0-9]{1,80}){0,8}", healed.name(one))
    assert len(healed.name(one)) <= 80
