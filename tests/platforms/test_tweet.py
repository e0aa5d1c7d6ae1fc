"""Tweets: the token, the grammar of answers, and what hostile ones do."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import subprocess
from typing import Any

import pytest
from growth import is_linear
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from embedarchive.model import Coordinates, Embed, Missing, Post, Reason, Request, Response, plain
from embedarchive.platforms.twitter import capture, identity, syndication, tco, tombstone, tweet_json, tweet_media
from embedarchive.protocols.reading import soup, values

NOON = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
ID = "1591167663165898754"
VECTORS = {  # what V8 prints
    "1": "bhi2ay3f28n",
    "20": "6dq1a2xwd93",
    "99999": "om9oka699g",
    "29700859247": "4cpz7ioa439",
    "318310": "26d3zqwlhpd",
    "3183098861837907": "a",
    "1000000000000000": "353i5ab8p5f",
    "21185018528342569": "1ujywlnft5",
    "77893535289984029": "6spjuha1op",
    "137206502493423024": "bz1ou1lwngu",
    "241295372587603167": "l21v3dhuru9",
    "391941499754269423": "y7bjexu7ni",
    "497154049758501393": "17dusqozumfj",
    "653914643339392129": "1l2c4ygx93",
    "900760860130627053": "26ltnil37o5",
    "1171344001063912188": "2u7vvvma7ji",
    "1341552812571079772": "392m1qy8w1d",
    "1590856831595446272": "3utto2uf6p1",
    "1591167663165898754": "3uustmptmh7",
    "1591219219461046271": "3uuynjjcb9n",
    "1697322795510759929": "444aooo9l2p",  # recorded from the widget itself
    "1875935802193981212": "4jpfc9qsizz",
    "1999999999999999999": "4uj6o5owj98",
    "2194070649357234626": "5bgvjljrof",
    "9223372036854775807": "mcw2svce2ao",
}


def response(body: bytes | str | object, url: str = f"https://x.com/a/status/{ID}", status: int = 200) -> Response:
    """An answer with that body; what is no text is written as JSON."""
    data = body if isinstance(body, bytes) else body.encode() if isinstance(body, str) else json.dumps(body).encode()
    return Response(request=Request(url=url), url=url, status=status, body=data, at=NOON)


def read(value: object) -> Post:
    """The post that a JSON answer shows."""
    found = capture.read(response(value))
    assert isinstance(found, Post)
    return found


# --------------------------------------------------------------------------------------------------------------- token


@pytest.mark.parametrize(("tweet_id", "token"), VECTORS.items())
def test_token_is_what_a_browser_computes(tweet_id: str, token: str) -> None:
    """Digit for digit: a token that differs in the last one is refused."""
    assert syndication.token(tweet_id) == token


@pytest.mark.skipif(shutil.which("node") is None, reason="V8 itself is not on this machine")
def test_token_agrees_with_v8() -> None:
    """A thousand ids of every length."""
    ids = [str(10**length // 7 * step + step) for length in range(1, 19) for step in range(1, 56)]
    script = (
        'const ids = JSON.parse(require("fs").readFileSync(0));'
        "const token = id => ((Number(id) / 1e15) * Math.PI).toString(36).replace(/(0+|\\.)/g, '');"
        "console.log(JSON.stringify(ids.map(token)))"
    )
    done = subprocess.run(["node", "-e", script], input=json.dumps(ids), capture_output=True, text=True, check=True)  # noqa: S607 -- wherever it is
    assert [syndication.token(tweet_id) for tweet_id in ids] == json.loads(done.stdout)


# ----------------------------------------------------------------------------------------------------------- tombstones


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("BounceDeleted", Reason.DELETED),
        ("Deleted", Reason.DELETED),
        ("Suspended", Reason.SUSPENDED),
        ("AuthorSuspended", Reason.SUSPENDED),
        ("Protected", Reason.PRIVATE),
        ("NsfwLoggedOut", Reason.LOGIN_WALL),
        ("NsfwViewerHasNoStatedAge", Reason.LOGIN_WALL),
        ("Unspecified", Reason.WITHHELD),
        ("", Reason.WITHHELD),
    ],
)
def test_a_code_in_place_of_a_tweet(code: str, reason: Reason) -> None:
    """What X hides from those who are not logged in lives; only its own word for it calls a post deleted."""
    found = tweet_json.read({"__typename": "TweetUnavailable", "reason": code}, "graphql")
    assert isinstance(found, Missing)
    assert found.reason is reason


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("This Tweet was deleted by the Tweet author. Learn more", Reason.DELETED),
        ("This Post is from an account that no longer exists. Learn more", Reason.DELETED),
        ("Dieser Tweet wurde vom Verfasser gelöscht.", Reason.DELETED),
        ("Deze Tweet is verwijderd door de auteur.", Reason.DELETED),
        ("Ce Tweet a été supprimé par son auteur.", Reason.DELETED),
        ("Ce Tweet provient d’un compte qui n’existe plus.", Reason.DELETED),
        ("Этот твит удален автором.", Reason.DELETED),
        ("このポストはポストの作成者により削除されました。", Reason.DELETED),
        ("This Post is from a suspended account. Learn more", Reason.SUSPENDED),
        ("Dieser Tweet stammt von einem gesperrten Account.", Reason.SUSPENDED),
        ("Этот твит опубликован заблокированным пользователем.", Reason.SUSPENDED),
        ("You’re unable to view this Post because this account owner limits who can view their Posts.", Reason.PRIVATE),
        ("This Post is unavailable. Learn more", Reason.WITHHELD),
        ("Age-restricted adult content.", Reason.WITHHELD),
        ("This Post from @a has been withheld in Germany in response to a legal demand.", Reason.WITHHELD),
        ("Ez a bejegyzés nem érhető el.", Reason.WITHHELD),
        ("", Reason.WITHHELD),
    ],
)
def test_a_tombstone_is_read_and_never_overread(words: str, reason: Reason) -> None:
    """What is not understood is withheld: deleted is said only when X says so."""
    assert tombstone.reason_of(words) is reason


@pytest.mark.parametrize(
    ("entities", "said"),
    [
        ([{"from_index": 42, "to_index": 52}], "This Post was deleted by the Post author."),
        ([{"from_index": 5, "to_index": 9}], "This Post was deleted by the Post author. Learn more"),
        ([{"from_index": -3, "to_index": 52}, {}, None], "This Post was deleted by the Post author. Learn more"),
        (None, "This Post was deleted by the Post author. Learn more"),
    ],
)
def test_a_link_at_the_end_of_a_tombstone_is_none_of_its_words(entities: object, said: str) -> None:
    """It leads to X's rules; which words it has, X says by their place."""
    words = {"text": "This Post was deleted by the Post author. Learn more", "entities": entities}
    found = tweet_json.read({"__typename": "TweetTombstone", "tombstone": {"text": words}}, "syndication")
    assert isinstance(found, Missing)
    assert (found.reason, found.detail) == (Reason.DELETED, said)


# --------------------------------------------------------------------------------------------------------------- fields


@pytest.mark.parametrize(
    ("given", "best", "last"),
    [
        (
            "https://pbs.twimg.com/media/KEY.png",
            "https://pbs.twimg.com/media/KEY?format=png&name=orig",
            "https://pbs.twimg.com/media/KEY.png",
        ),
        (
            "https://pbs.twimg.com/media/KEY.jpg:large",
            "https://pbs.twimg.com/media/KEY?format=jpg&name=orig",
            "https://pbs.twimg.com/media/KEY.jpg:large",
        ),
        (
            "https://pbs.twimg.com/media/KEY?format=webp&name=small",
            "https://pbs.twimg.com/media/KEY?format=webp&name=orig",
            "https://pbs.twimg.com/media/KEY?format=webp&name=small",
        ),
        ("https://img.example/media/KEY.jpg", "https://img.example/media/KEY.jpg", "https://img.example/media/KEY.jpg"),
        ("https://pbs.twimg.com/media/KEY", "https://pbs.twimg.com/media/KEY", "https://pbs.twimg.com/media/KEY"),
    ],
)
def test_the_largest_form_of_a_photo(given: str, best: str, last: str) -> None:
    """The upload first; the address that the answer gave always last."""
    candidates = tweet_media.photo(given)
    assert (candidates[0], candidates[-1]) == (best, last)


@pytest.mark.parametrize(
    "given",
    [
        None,
        5,
        "",
        "javascript:alert(1)",
        "//pbs.twimg.com/media/A.jpg",
        "https://user@pbs.twimg.com/media/A.jpg",
        "https://a b/",
        "file:///etc/passwd",
    ],
)
def test_what_is_no_address_is_no_photo(given: object) -> None:
    """Only absolute web addresses are ever fetched."""
    assert tweet_media.photo(given) == ()


@pytest.mark.parametrize(
    ("tweet", "place"),
    [
        ({"coordinates": {"coordinates": [4.5, 51.25]}}, (51.25, 4.5)),
        ({"geo": {"coordinates": [51.25, 4.5]}}, (51.25, 4.5)),
        ({"coordinates": {"coordinates": [151.2, -33.86]}, "geo": {"coordinates": [-33.86, 151.2]}}, (-33.86, 151.2)),
    ],
)
def test_both_orders_of_coordinates(tweet: dict[str, Any], place: tuple[float, float]) -> None:
    """GeoJSON has the longitude first, the older field the latitude."""
    (found,) = read({"id_str": ID, "text": "here", **tweet}).coordinates
    assert isinstance(found, Coordinates)
    assert (found.latitude, found.longitude) == place


@pytest.mark.parametrize(
    "pair", [[4.5, 91], [181, 5], [0, 0], [float("nan"), 1], ["4", "5"], [4.5], None, [1e400, 2], [True, 5.5]]
)
def test_nonsense_is_no_place(pair: object) -> None:
    """Beyond the pole, the island of nothing, texts, infinity."""
    assert read({"id_str": ID, "text": "here", "coordinates": {"coordinates": pair}}).coordinates == ()


def test_time_comes_from_the_id_when_the_answer_has_none() -> None:
    """And says so."""
    found = read({"id_str": ID, "text": "when"})
    assert found.posted_at == dt.datetime(2022, 11, 11, 20, 35, 8, 21000, tzinfo=dt.UTC)
    assert dict(found.sources)["posted_at"] == "id"


def test_a_t_co_address_that_begins_another() -> None:
    """`t.co/abcd` stands in `t.co/abcdefgh`; only whole addresses are replaced."""
    urls = [
        {"url": "https://t.co/abcd", "expanded_url": "https://one.example/"},
        {"url": "https://t.co/abcdefgh", "expanded_url": "https://two.example/"},
    ]
    found = read({"id_str": ID, "text": "https://t.co/abcdefgh https://t.co/abcd", "entities": {"urls": urls}})
    assert found.text == "https://two.example/ https://one.example/"


def test_lone_surrogates_and_nul_can_be_stored() -> None:
    r"""JSON can hold `\ud800` and `\u0000`; SQLite and UTF-8 cannot."""
    found = capture.read(response(b'{"id_str": "%s", "text": "a\\ud800b\\u0000c \\ud83d\\ude00"}' % ID.encode()))
    assert isinstance(found, Post)
    assert found.text == "a\ufffdb\ufffdc 😀"
    assert found.text.encode()


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (401, Reason.LOGIN_WALL),
        (403, Reason.LOGIN_WALL),
        (429, Reason.RATE_LIMITED),
        (500, Reason.SERVER_ERROR),
        (503, Reason.SERVER_ERROR),
        (400, Reason.PROTOCOL),
    ],
)
def test_no_status_alone_is_a_deletion(status: int, reason: Reason) -> None:
    """And 404 alone says nothing."""
    found = capture.read(response("", status=status))
    assert isinstance(found, Missing)
    assert found.reason is reason
    assert capture.read(response("", status=404)) is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\0" * 50,
        b"Rate limit exceeded",
        b"{",
        b"[]",
        b"{}",
        b"null",
        b'"tweet"',
        b"<html></html>",
        b"{" * 100_000,
        b"[" * 100_000,
        b'{"id":' + b"9" * 10_000 + b"}",
    ],
)
def test_what_is_no_tweet_is_none(body: bytes) -> None:
    """Empty, cut off, too deep, too long."""
    assert capture.read(response(body)) is None


# ---------------------------------------------------------------------------------------------------------------- pages


def test_a_mobile_page() -> None:
    """mobile.twitter.com until 2020."""
    page = f"""<table class="main-tweet"><tr><td><div class="fullname"><strong>Mara Voss</strong></div>
    <span class="username"><span>@</span>mara_voss</span></td></tr><tr><td><div class="tweet-text" data-id="{ID}">
    <div class="dir-ltr" dir="ltr">Still <a href="/hashtag/fog">#fog</a></div></div></td></tr></table>"""
    found = capture.read(response(page, f"https://mobile.twitter.com/mara_voss/status/{ID}"))
    assert isinstance(found, Post)
    assert (found.id, found.handle, found.author, found.text) == (ID, "mara_voss", "Mara Voss", "Still #fog")


def test_a_rendered_page_shows_the_post_that_was_asked_for() -> None:
    """The article before it is the post that it answers."""
    one = (
        '<article data-testid="tweet"><div data-testid="User-Name"><a>{0}</a></div><a href="/{0}/status/{1}">'
        '<time datetime="2022-11-11T20:35:08.000Z"></time></a>'
        '<div data-testid="tweetText" lang="en">{2}</div></article>'
    )
    page = (
        "<html>"
        + one.format("first", "1591167663165898000", "Question?")
        + one.format("second", ID, 'Answer<img alt="🚲">')
        + "</html>"
    )
    found = capture.read(response(page, f"https://x.com/second/status/{ID}"))
    assert isinstance(found, Post)
    assert (found.handle, found.text) == ("second", "Answer🚲")


def test_open_graph_is_the_last_resort() -> None:
    """A page whose text stands in its head only."""
    page = (
        '<meta property="og:title" content="Mara Voss on Twitter">'
        '<meta property="og:description" content="“Still fog.”">'
        '<meta property="og:image" content="https://pbs.twimg.com/media/KEY.jpg:large">'
    )
    found = capture.read(response(page, f"https://twitter.com/mara_voss/status/{ID}"))
    assert isinstance(found, Post)
    assert (found.author, found.handle, found.text) == ("Mara Voss", "mara_voss", "Still fog.")
    assert found.media[0].candidates[0].endswith("KEY?format=jpg&name=orig")


@pytest.mark.parametrize("title", ["Account suspended", "Sorry, that page doesn’t exist!", "Log in to X"])
def test_an_empty_shell_says_nothing(title: str) -> None:
    """What was archived most after 2020."""
    assert capture.read(response(f"<html><title>{title}</title><div id=react-root></div></html>")) is None


@pytest.mark.parametrize(
    "piece",
    [
        "<!--",
        "<![CDATA[",
        "<?",
        "<!",
        "<!-- >",
        "<<!>!--",
        "<<!-->!--",
        "<div>",
        "<a href=x>",
        "<p><b>",
        "</div>",
        "&",
        "<",
    ],
)
def test_hostile_pages_take_time_in_proportion(piece: str) -> None:
    """Twice the page, at most 2.6 times the time (a page of 60 kB at most seconds)."""
    once, twice = (response(piece * (size // len(piece))) for size in (30_000, 60_000))
    assert is_linear(capture.read, once, twice, floor=0.15, tries=3, deadline=5)


# -------------------------------------------------------------------------------------------------------------- hostile

KEYS = [
    "__typename",
    "id_str",
    "id",
    "text",
    "full_text",
    "user",
    "screen_name",
    "name",
    "created_at",
    "entities",
    "urls",
    "url",
    "expanded_url",
    "media",
    "mediaDetails",
    "media_url_https",
    "type",
    "video_info",
    "variants",
    "bitrate",
    "content_type",
    "card",
    "binding_values",
    "quoted_tweet",
    "parent",
    "tombstone",
    "data",
    "includes",
    "users",
    "tweets",
    "places",
    "legacy",
    "rest_id",
    "core",
    "user_results",
    "result",
    "html",
    "author_url",
    "coordinates",
    "geo",
    "place",
    "edit_control",
    "edit_tweet_ids",
    "photos",
    "video",
    "extended_entities",
    "original_info",
    "width",
    "height",
    "lang",
    "favorite_count",
    "attachments",
    "media_keys",
    "referenced_tweets",
    "tweet",
    "tweetResult",
]
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=12),
    st.sampled_from(
        [
            ID,
            "Tweet",
            "TweetTombstone",
            "https://t.co/abcdefghij",
            "https://pbs.twimg.com/media/K.jpg",
            "video",
            "quoted",
            "<blockquote><p>x</p></blockquote>",
            "\ud800",
            10**400,
        ]
    ),
)
ANSWERS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS), inner, max_size=6)),
    max_leaves=40,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(KEYS), ANSWERS, max_size=12))
def test_read_never_raises_on_json(answer: dict[str, Any]) -> None:
    """Hostile types everywhere; what comes back can be stored."""
    for value in (
        answer,
        {"id_str": ID, "text": "x", **answer},
        {"__typename": "Tweet", "id_str": ID, "text": "y"} | {"quoted_tweet": answer},
    ):
        found = capture.read(response(value))
        assert json.dumps(plain(found), allow_nan=False, ensure_ascii=False).encode()


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.binary(max_size=300),
    st.sampled_from(
        [b"", b"<", b"{", b'<div class="permalink-tweet" data-tweet-id="5"><p class="tweet-text">', b'{"html": "']
    ),
)
def test_read_never_raises_on_bytes(noise: bytes, start: bytes) -> None:
    """Whatever the charset."""
    capture.read(response(start + noise))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_links_and_moments_never_raise(words: str) -> None:
    """They take anything."""
    for function in (values.link, values.moment, values.number, values.digits, tweet_json.handle_of, tco.slug):
        function(words)


# ------------------------------------------------------------------------------------------------------------- identity


def embed(**known: Any) -> Embed:  # noqa: ANN401 -- any field
    """A tweet as an article shows it."""
    return Embed(platform="twitter", form="plain-text", **known)


@pytest.mark.parametrize(
    ("post", "quoted", "same"),
    [
        ("Good morning!", "good  morning", True),
        ("Good morning! https://t.co/abcdefghij", "Good morning! https://elsewhere.example/x", True),
        ("Good morning", "Good evening", False),
        ("Morning", "", False),
        ("", "", False),
        ("https://t.co/abcdefghij", "https://t.co/abcdefghij", False),
        ("The bridge is closed until noon today", "The bridge is closed until noon tomorrow", False),
        ("One two three\nfour five six seven", "One two three — four five six seven", True),
        ("four five six seven\nOne two three", "One two three\nfour five six seven", True),
        (
            "one two three four five six seven eight nine ten eleven twelve thirteen fourteen",
            "one two three four five six seven eight nine ten eleven twelve…",
            True,
        ),
        ("１２３ Ｋherson", "123 Kherson", True),
        ("🇺🇦 again", "\u200e🇺🇦\u2069 again", True),
    ],
)
def test_only_the_same_words_identify(post: str, quoted: str, *, same: bool) -> None:
    """Folded, links left out, lines in any order, cut off; but not merely alike."""
    assert identity.says(Post(platform="twitter", text=post), embed(text=quoted)) is same


def test_the_window_of_a_day_holds_it_in_every_zone() -> None:
    """From noon of the day before to midnight of the day after, in UTC."""
    first, last = identity.window(embed(date=dt.date(2022, 11, 11)))
    assert first is not None
    assert last is not None
    assert tweet_json.posted_at(str(first)) == dt.datetime(2022, 11, 10, 0, 0, tzinfo=dt.UTC)
    assert tweet_json.posted_at(str(last + 1)) == dt.datetime(2022, 11, 13, 0, 0, tzinfo=dt.UTC)
    assert identity.window(embed(date=dt.date(2009, 5, 1))) == (None, None)


@pytest.mark.parametrize(
    ("links", "first"),
    [
        (("https://t.co/aaaaaaaaaa", "https://pic.twitter.com/bbbbbbbbbb"), "https://t.co/bbbbbbbbbb"),
        (("https://pic.x.com/cccccccccc", "https://t.co/aaaaaaaaaa"), "https://t.co/cccccccccc"),
        (("https://t.co/aaaaaaaaaa", "https://t.co/bbbbbbbbbb"), "https://t.co/bbbbbbbbbb"),
    ],
)
def test_media_links_are_asked_first(links: tuple[str, ...], first: str) -> None:
    """Then the last of the others: a tweet's own picture stands at its end."""
    assert tco.questions(links)[0][0].url == first


@pytest.mark.parametrize(
    "link",
    [
        "https://t.co.evil.example/abcdefghij",
        "https://evil.example/t.co/abcdefghij",
        "https://t.co/a/b",
        "https://t.co/",
        "t.co@evil.example/abcdefghij",
        "https://pic.twitter.com/ab-cd",
        "",
    ],
)
def test_look_alikes_are_no_short_links(link: str) -> None:
    """Hosts are compared, not searched for."""
    assert tco.slug(link) is None


def test_declarations_are_taken_out_and_nothing_else() -> None:
    """A comment that does not end hides nothing."""
    assert soup.soup("a<!-- b -->c<!DOCTYPE html>d<?php e ?>f<!-- g").get_text() == "acdf g"
    assert "<!--" not in soup._without_declarations("<<!>!-- <<!-- -->!-- <<?>?x" * 3)
