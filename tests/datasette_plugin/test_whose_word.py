"""Nothing is called the article's that the article does not hold: in a scan, in JSON, in `show`, on the pages.

The articles are made: posts in several forms, with a day and without, of platforms whose ids contain a time.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import html
import io
import json
import re
import tempfile
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from made_rows import made

from embedarchive import documents
from embedarchive.archive.fetching.posts import PARSER
from embedarchive.cli import main
from embedarchive.datasette_plugin.locale.words import Words
from embedarchive.datasette_plugin.views.history import comparison, facts
from embedarchive.exports.scan_json import scan_object
from embedarchive.finder import readable, scan
from embedarchive.finder.text.attribution import days
from embedarchive.model import Coordinates, Post, Scan
from embedarchive.model.rows import Origin, PostRow, SnapshotRow
from embedarchive.store import Store
from embedarchive.store.erasing import erase
from embedarchive.store.queries.articles import OccurrenceRow

AskOf: TypeAlias = Callable[[Path], contextlib.AbstractContextManager[Callable[..., Any]]]

NAMES = ("Mira Sol", "Jan & Zoon", "Óscar Niño", "Имя Фамилия")
HANDLES = ("mira_sol", "jan_zoon", "oscar9")
DAYS = ("November 11, 2022", "11 november 2022", "2022-11-11", "11 ноября 2022 г.", "11/12/2022")
WORDS = (
    "The crane at the harbour fell over this morning.",
    "Seen at 46.6333857, 32.6203279 & filmed\nfrom the bridge",
    "Here: 46°38'00\"N 32°37'13\"E, as they say",
)
TWEETS = st.integers(10**18, 2 * 10**18).map(str)
SHORT = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", min_size=10, max_size=10).map(
    "C".__add__
)
TIDS = st.text("234567abcdefghijklmnopqrstuvwxyz", min_size=9, max_size=9).map("3jui".__add__)


def _lines(words: str) -> str:
    return html.escape(words, quote=False).replace("\n", "<br>")


@st.composite
def _tweet(draw: st.DrawFn) -> str:
    """A tweet's blockquote: with its day, with a link that is no day, or with nothing but the link."""
    handle, number, name = draw(st.sampled_from(HANDLES)), draw(TWEETS), html.escape(draw(st.sampled_from(NAMES)))
    host, query = (
        draw(st.sampled_from(("twitter.com", "x.com", "mobile.twitter.com"))),
        draw(st.sampled_from(("", "?s=20&amp;t=1"))),
    )
    link = f'<a href="https://{host}/{handle}/status/{number}{query}">'
    shown = draw(st.sampled_from((*DAYS, "see it there", "")))
    if not shown:
        return f'<blockquote class="twitter-tweet">{link}</a></blockquote>'
    words = _lines(draw(st.sampled_from(WORDS)))
    return f'<blockquote class="twitter-tweet"><p>{words}</p>&mdash; {name} (@{handle}) {link}{shown}</a></blockquote>'


@st.composite
def _framed(draw: st.DrawFn) -> str:
    """A frame or placeholder that gives an id and little else."""
    number, short, handle = draw(TWEETS), draw(SHORT), draw(st.sampled_from(HANDLES))
    tid = draw(TIDS)
    return draw(
        st.sampled_from(
            (
                f'<iframe src="https://platform.twitter.com/embed/Tweet.html?id={number}"></iframe>',
                f'<iframe src="https://www.instagram.com/p/{short}/embed/"></iframe>',
                f'<iframe src="https://www.tiktok.com/embed/v2/{number}"></iframe>',
                f'<iframe src="https://social.example/@{handle}/1{number[:17]}/embed" class="mastodon-embed"></iframe>',
                (
                    f'<blockquote class="tiktok-embed" cite="https://www.tiktok.com/@{handle}/video/{number}" '
                    f'data-video-id="{number}"><section><a href="https://www.tiktok.com/@{handle}">@{handle}</a> '
                    "<p>What a day</p></section></blockquote>"
                ),
                (
                    f'<blockquote class="bluesky-embed" data-bluesky-uri="at://did:plc:aaaaaaaaaaaaaaaaaaaaaaaa/app.bsky.feed.post/{tid}">'
                    f'<p lang="en">Gulls again.</p>&mdash; {handle} (<a href="https://bsky.app/profile/{handle}.example">'
                    f'@{handle}.example</a>) <a href="https://bsky.app/profile/did:plc:aaaaaaaaaaaaaaaaaaaaaaaa/post/{tid}">'
                    "November 11, 2022 at 8:30 AM</a></blockquote>"
                ),
                (
                    f'<blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/p/{short}/?utm_source=ig">'
                    f"<p>A post shared by Mira Sol (@{handle}) on "
                    '<time datetime="2018-03-04T22:10:00+00:00">Mar 4, 2018 at 2:10pm PST</time></p></blockquote>'
                ),
                (
                    f'<blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/p/{short}/">'
                    f'<a href="https://www.instagram.com/p/{short}/">View this post</a></blockquote>'
                ),
            )
        )
    )


@st.composite
def _pages(draw: st.DrawFn) -> str:
    """A page of some such posts."""
    posts = draw(st.lists(st.one_of(_tweet(), _framed()), min_size=1, max_size=4))
    return "<html lang=en><body><h1>At the harbour</h1>" + "".join(f"<p>Prose between.</p>{post}" for post in posts)


@st.composite
def _texts(draw: st.DrawFn) -> str:
    """A pasted text of some posts, one of them perhaps with its address."""
    made = []
    for _ in range(draw(st.integers(1, 3))):
        words, name, handle = draw(st.sampled_from(WORDS)), draw(st.sampled_from(NAMES)), draw(st.sampled_from(HANDLES))
        day = draw(st.sampled_from(DAYS[:4]))
        linked = draw(st.sampled_from((day, f"[{day}](https://twitter.com/{handle}/status/{draw(TWEETS)}?s=20)")))
        made.append(f"So it was said at the time.\n\n{words}\n\n— {name} (@{handle}) {linked}\n")
    return "\n".join(made)


ARTICLES = st.one_of(_pages(), _texts())


def _squeezed(text: str) -> str:
    """As it is compared: compatible forms, no blanks, no direction marks, no case."""
    kept = unicodedata.normalize("NFKC", text)
    return "".join(char for char in kept if not char.isspace() and unicodedata.category(char) != "Cf").casefold()


class Article:
    """What an article holds: its characters, and those that a reader sees without the tags."""

    def __init__(self, source: str) -> None:
        self._told = (_squeezed(html.unescape(source)), _squeezed(html.unescape(re.sub(r"<[^<>]*>", "", source))))

    def holds(self, text: str) -> bool:
        """Whether a text stands in it."""
        return any(_squeezed(text) in told for told in self._told)


def _claims(embed: dict[str, Any]) -> Iterator[str]:
    """All that an object of `scan --json` says is the article's own."""
    derived = {name for name, source in embed["sources"].items() if source != "markup"}
    for name in ("id", "author", "handle", "text", "date_text", "quotes", "replies_to"):
        if embed[name] and name not in derived:
            yield embed[name]
    for address in [embed["url"] or "", *embed["links"]]:
        if ("url" if address == embed["url"] else "links") not in derived:
            yield address.partition("://")[2]
    yield from (place["text"] for place in embed["coordinates"])


@settings(max_examples=60, deadline=None)
@given(ARTICLES)
def test_a_scan_calls_nothing_the_articles_that_is_not_in_it(source: str) -> None:
    """Every field without a source stands there; a day is read from its own characters; a time names its source."""
    found = scan(documents.load(source))
    article = Article(source)
    assert found.embeds
    for embed in scan_object(found)["embeds"]:
        for claim in _claims(embed):
            assert article.holds(claim), (claim, embed)
        assert bool(embed["date"]) == bool(embed["date_text"])
        if embed["date"] and embed["sources"].get("date") != "markup":
            read = days.day(embed["date_text"], 0, embed["language"]) or days.day(embed["date_text"], 0)
            assert read
            assert read.date.isoformat() == embed["date"]
        if embed["posted_at"]:
            assert embed["sources"]["posted_at"] in {"id", "markup"}
            stated = embed["sources"]["posted_at"] == "markup"
            assert stated == article.holds(embed["posted_at"].replace("Z", "+00:00"))


# ------------------------------------------------------------ in an archive and on its pages

SHOWN = re.compile(r"(?P<name>.{12}) (?P<value>.*?)(?:  \((?P<source>[^()]{0,200})\))?")


def _kept(folder: Path, source: str) -> Scan:
    found = scan(documents.load(source))
    with Store.open(folder) as store:
        store.begin_run("scan")
        store.add_article(source.encode(), found, readable(found).text, parser=PARSER)
        store.end_run(0)
    return found


def _run(folder: Path, *words: str) -> str:
    told = io.StringIO()
    with contextlib.redirect_stdout(told), pytest.raises(SystemExit) as ended:
        main([*words, "--archive", str(folder)])
    assert ended.value.code == 0
    return told.getvalue()


def _printed(value: str, source: str) -> str:
    """The characters that are said to be the article's, of a value that is shown in another form, too."""
    quoted = re.search(r"“(.*)”\)?$", source or value)
    return quoted[1] if quoted else value


@settings(
    max_examples=10,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # a page takes half a second: shrinking would take minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(source=ARTICLES)
def test_an_archive_calls_nothing_the_articles_that_is_not_in_it(source: str, ask_of: AskOf) -> None:
    """In `posts.sources`, in `show` and its JSON, on the page of each post and on that of the article."""
    with tempfile.TemporaryDirectory() as scratch:
        folder, article = Path(scratch) / "snapshots", Article(source)
        _kept(folder, source)
        rows = [json.loads(line) for line in _run(folder, "list", "--json").splitlines()]
        assert rows
        for row in rows:
            _check_row(json.loads(_run(folder, "show", str(row["id"]), "--json")), article)
            _check_shown(_run(folder, "show", str(row["id"])), article)
        with ask_of(folder) as ask:
            for path in [*(f"/-/post/{row['id']}" for row in rows), "/-/article/1"]:
                _check_page(ask(path).text, article)


def _check_row(row: dict[str, Any], article: Article) -> None:
    if row["posted_at"]:
        assert row["sources"]["posted_at"]["source"] == "id" or row["sources"]["posted_at"]["via"] == "markup"
    for name, source in row["sources"].items():
        column = {"id": "native_id"}.get(name, name)
        if source["source"] == "article" and source.get("via") != "markup" and row.get(column):
            value = row[column].partition("://")[2] if name == "url" else row[column]
            assert article.holds(value), (name, value)
        if name == "date":
            assert article.holds(row["date_text"])


def _check_shown(told: str, article: Article) -> None:
    field = ""
    for line in told.splitlines():
        found = SHOWN.fullmatch(line)
        name, value, source = found.groups("") if found else (field, line, "")
        field = name.strip() or field
        if source.startswith("the article") and not source.endswith("markup"):
            claim = _printed("", source) if "“" in source else value.strip()
            assert article.holds(claim.partition("://")[2] if field == "url" else claim), line


def _check_page(page: str, article: Article) -> None:
    for quotation in re.findall(r'<blockquote class="printed">(.*?)</blockquote>', page, re.DOTALL):
        printed = re.sub(
            r"<small>in the (?:article's markup|post's address):.*?</small>|<cite.*?</cite>|<p class=.absent.>.*?</p>",
            "",
            html.unescape(quotation),
            flags=re.DOTALL,
        )
        texts = re.findall(
            r'<bdi[^>]*>(.*?)</bdi>|<div class="text"[^>]*>(.*?)</div>|<time[^>]*>(.*?)</time>', printed, re.DOTALL
        )
        for text in filter(None, (re.sub("<[^<>]*>", "", one).strip() for found in texts for one in found)):
            assert article.holds(text.removeprefix("@")), text
    for value, source in re.findall(r'<td dir="auto">(.*?)</td><td>(.*?)</td>', page, re.DOTALL):
        if html.unescape(source) == "the article":
            claim = _printed(html.unescape(value), "")
            assert all(article.holds(part) for part in claim.removeprefix("https://").split(", ")), claim


# ------------------------------------------------------------ one case of each kind

NUMBER = "1591034567890123776"
FRAME = f'<p>Prose.</p><iframe src="https://platform.twitter.com/embed/Tweet.html?id={NUMBER}"></iframe>'
DATED = (
    '<p>Prose.</p><blockquote class="twitter-tweet"><p>Seen at 46.6333857, 32.6203279 today</p>&mdash; '
    f'Mira (@mira_sol) <a href="https://x.com/mira_sol/status/{NUMBER}">November 11, 2022</a></blockquote>'
)
AT = dt.datetime(2022, 11, 11, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where an archive may lie."""
    return tmp_path / "snapshots"


def _answered(folder: Path, post: Post) -> None:
    from embedarchive.archive.fetching.posts import _placed

    with Store.open(folder) as store:
        store.begin_run("fetch")
        store.add_post(f"twitter:{NUMBER}", _placed(post), parser=PARSER, captured_at=AT)
        store.end_run(0)


def test_a_time_computed_from_an_id_says_so(folder: Path, ask_of: AskOf) -> None:
    """The frame prints no day: nowhere is one said to be the article's."""
    _kept(folder, FRAME)
    assert "posted at    2022-11-11T11:46:15Z  (the post's id)" in _run(folder, "show", "1")
    assert "2022-11-11 11:46 id" in _run(folder, "list")
    row = json.loads(_run(folder, "show", "1", "--json"))
    assert row["sources"]["posted_at"] == {"source": "id", "embed": 1}
    assert row["sources"]["url"] == {"source": "id", "embed": 1}
    assert row["history"][0]["body"]["sources"] == [["posted_at", "id"], ["url", "id"]]
    with ask_of(folder) as ask:
        page, reading = ask("/-/post/1").text, ask("/-/article/1").text
    assert "by the post&#39;s id" in page.partition("<section><h2>As printed")[0]
    for quotation in re.findall(r'<blockquote class="printed">(.*?)</blockquote>', page + reading, re.DOTALL):
        assert "2022" not in quotation


def test_a_day_is_shown_as_the_article_prints_it(folder: Path, ask_of: AskOf) -> None:
    """On both pages; and `show` says what it was read from."""
    _kept(folder, DATED.replace("November 11, 2022", "11/12/2022"))
    with ask_of(folder) as ask:
        pages = [ask("/-/post/1").text, ask("/-/article/1").text]
    for page in pages:
        assert re.search(r'class="printed">.*?<bdi>11/12/2022</bdi></time>', page, re.DOTALL)
    text = folder.parent / "text"
    _kept(text, "A sentence.\n\nIt fell.\n\n— Mira (@mira_sol) 11 november 2022\n")
    assert "day          2022-11-11  (the article: “11 november 2022”)" in _run(text, "show", "1")


def test_they_agree_on_a_day_only_where_the_article_gives_one(folder: Path, ask_of: AskOf) -> None:
    """And only if the platform gives one itself."""
    _kept(folder, FRAME)
    _answered(
        folder, Post(platform="twitter", id=NUMBER, text="It fell.", posted_at=AT, sources=(("posted_at", "oembed"),))
    )
    with ask_of(folder) as ask:
        assert "agree on" not in ask("/-/post/1").text
    printed = made(OccurrenceRow, author="Mira", date="2022-11-11", doubts=("author",))
    body = {
        "platform": "twitter",
        "author": "Mira",
        "posted_at": "2022-11-11T12:00:00Z",
        "sources": [["posted_at", "id"]],
    }
    assert comparison([], [printed], made(SnapshotRow, source="platform", body=body), Words())["sentence"] == ""
    stated = made(SnapshotRow, source="platform", body=body | {"sources": []})
    said = comparison([], [printed], stated, Words())
    assert said["sentence"] == "The article and the platform agree on day."


def test_coordinates_in_the_platforms_own_text_are_the_platforms(folder: Path) -> None:
    """Also where the article prints them too; where the answer is cut short they stay the article's."""
    _kept(folder, DATED)
    assert "latitude     46.6333857  (the article: “46.6333857, 32.6203279”)" in _run(folder, "show", "1")
    words, told = "Seen at 46.6333857, 32.6203279 today", (("text", "syndication"),)
    _answered(folder, Post(platform="twitter", id=NUMBER, text="Seen", truncated=True, sources=told))
    assert json.loads(_run(folder, "show", "1", "--json"))["sources"]["coordinates"] == {
        "source": "article",
        "embed": 1,
    }
    _answered(folder, Post(platform="twitter", id=NUMBER, text=words, sources=told))
    source = json.loads(_run(folder, "show", "1", "--json"))["sources"]["coordinates"]
    assert source == {"source": "platform", "via": "syndication", "snapshot": 3}


def test_a_place_has_the_source_of_the_voice_that_it_is_taken_from(folder: Path) -> None:
    """A coarse geotag of the platform does not lend its name to the article's exact place."""
    _kept(folder, DATED)
    tag = Coordinates(latitude=46.6, longitude=32.6, form="geotag", precision_m=10_000.0)
    _answered(
        folder, Post(platform="twitter", id=NUMBER, coordinates=(tag,), sources=(("coordinates", "syndication"),))
    )
    row = json.loads(_run(folder, "show", "1", "--json"))
    assert (row["latitude"], row["sources"]["coordinates"]["source"]) == (46.6333857, "article")


@pytest.mark.parametrize("stamp", ["", "2022-11-11T11:36:54+00:00"])
def test_after_an_erasure_nothing_is_the_articles(folder: Path, ask_of: AskOf, stamp: str) -> None:
    """What is left of it is not to be had in the article any more; its own characters of the day are gone."""
    _kept(folder, DATED.replace("<a href", f'<a data-datetime="{stamp}" href'))
    with Store.open(folder) as store:
        erase(store, f"twitter:{NUMBER}", reason="asked")
    told = _run(folder, "show", "1")
    assert "the article" not in told.partition("\n\n")[0]
    source = "its source is erased" if stamp else "the post's id"
    assert f"posted at    2022-11-11T11:{'36:54' if stamp else '46:15'}Z  ({source})" in told
    row = json.loads(_run(folder, "show", "1", "--json"))
    assert row["date_text"] is None
    assert "article" not in {source["source"] for source in row["sources"].values()}
    with ask_of(folder) as ask:
        assert "<td>the article</td>" not in ask("/-/post/1").text
    assert _run(folder, "verify").endswith("The archive is whole.\n")


def test_a_post_given_by_its_address_is_printed_by_no_article(folder: Path, ask_of: AskOf) -> None:
    """The address is read, not quoted, and nobody is said to agree or disagree with it."""
    from embedarchive.archive.articles.origins import origins, scan_of_post

    (origin,) = origins(f"https://x.com/mira_sol/status/{NUMBER}")
    found = scan_of_post(origin)
    (embed,) = found.embeds
    with Store.open(folder) as store:
        store.begin_run("scan")
        store.add_article(origin.name.encode(), found, "\ufffc", parser=PARSER, url=origin.name)
        store.end_run(0)
    _answered(
        folder, Post(platform="twitter", id=NUMBER, handle="mira", text="It fell.", sources=(("text", "oembed"),))
    )
    assert json.loads(_run(folder, "show", "1", "--json"))["disagreements"] == []
    with ask_of(folder) as ask:
        page = ask("/-/post/1").text
    assert "As printed in the article" not in page
    assert "The article and" not in page
    assert dict(embed.sources) == dict.fromkeys(("id", "url", "handle"), "address") | {"posted_at": "id"}


def test_what_is_made_of_an_id_is_not_called_a_time() -> None:
    """A handle that an address spells was called "the time inside the post's id"."""
    sources = {"handle": Origin(source="id"), "posted_at": Origin(source="id")}
    post = made(PostRow, native_id="1", handle="mira", posted_at="2022-11-11T11:36:54Z", sources=sources)
    assert [fact["source"] for fact in facts(post, [], Words())] == [
        "worked out from the post's id or address",
        "the time inside the post's id",
    ]
