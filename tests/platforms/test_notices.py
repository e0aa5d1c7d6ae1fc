"""Pages that stand in place of a post: logins, errors, refusals, in any language, with all that a post's page has."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from embedarchive import platforms
from embedarchive.model import Missing, Post, Reason
from embedarchive.platforms.reddit.common import is_gone
from embedarchive.protocols.reading import notices
from tests.platforms.test_cases import driven
from tests.platforms.test_chaos import HTML, Troubled, embed_of, page

SAID = {
    "Page not found | Bandcamp": Reason.PROTOCOL,
    "404 Not Found": Reason.PROTOCOL,
    "Sorry, this page isn’t available. • Instagram": Reason.PROTOCOL,
    "Seite nicht gefunden": Reason.PROTOCOL,
    "Página no encontrada": Reason.PROTOCOL,
    "ページが見つかりません": Reason.PROTOCOL,
    "Страница не найдена": Reason.PROTOCOL,
    "Что-то пошло не так": Reason.PROTOCOL,
    "Une erreur est survenue": Reason.PROTOCOL,
    "Log in to Facebook": Reason.LOGIN_WALL,
    "Giriş yap": Reason.LOGIN_WALL,
    "Confirme sua idade": Reason.LOGIN_WALL,
    "Voordat je verdergaat": Reason.LOGIN_WALL,
    "Dieser Inhalt ist privat": Reason.PRIVATE,
    "هذا المحتوى خاص": Reason.PRIVATE,
    "Private video on Vimeo": Reason.PRIVATE,
    "Niet beschikbaar in jouw land": Reason.WITHHELD,
}
POSTS = ("Page not found, but the boat was", "How we log in to the lock", "A page", "404 boats", "Private thoughts", "")
SERVED = (
    "bandcamp",
    "facebook",
    "gab",
    "instagram",
    "mastodon",
    "misskey",
    "reddit",
    "spotify",
    "telegram",
    "tiktok",
    "twitch",
    "vimeo",
)
NEVER = {Reason.DELETED, Reason.SUSPENDED, Reason.EXPIRED}


@pytest.mark.parametrize("title", SAID)
def test_a_title_that_is_a_notice_is_told(title: str) -> None:
    """With the site's name around it and without; whatever its marks and its case."""
    told = notices.said(title)
    assert told is not None
    assert told.reason is SAID[title]


@pytest.mark.parametrize("title", POSTS)
def test_other_titles_are_none(title: str) -> None:
    """A notice is the whole title."""
    assert notices.said(title) is None


@pytest.mark.parametrize("status", [200, 404, 403, 503])
@pytest.mark.parametrize("name", SERVED)
def test_a_notice_is_never_the_post(name: str, status: int) -> None:
    """Also when the page calls the post's address its own and has a picture; an answer of 200 makes nothing deleted."""
    embed = embed_of(name)
    wrong = {}
    for title, reason in SAID.items():
        head = (
            f'<link rel="canonical" href="{embed.url}"><meta property="og:url" content="{embed.url}">'
            f'<meta property="og:title" content="{title}"><meta property="og:description" content="{title}.">'
            '<meta property="og:image" content="https://cdn.example/logo.png">'
        )
        body = page(f"{title} | {platforms.get(name).label}", f"<h1>{title}</h1>", head)
        told = asyncio.run(driven(platforms.ask(platforms.get(name), embed), Troubled(status, HTML, body), []))
        gone = isinstance(told, Missing) and told.reason in NEVER and status != 404
        if (
            isinstance(told, Post)
            or gone
            or (status == 200 and reason is Reason.PROTOCOL and told.reason is not reason)
        ):
            wrong[title] = told
    assert wrong == {}


@pytest.mark.parametrize("name", sorted(platforms.catalogue()))
def test_a_front_page_is_never_the_post(name: str) -> None:
    """The site's own name and motto, at the post's address, whatever address the page calls its own; 200 all the same.

    A map's address alone says where it is.
    """
    embed, label = embed_of(name), platforms.get(name).label
    wrong = {}
    for title in (label, label.upper(), f"{label} - Where all meet", f"{label}: watch and talk"):
        for own in ("", embed.url or "", f"{'/'.join((embed.url or '').split('/')[:3])}/"):
            head = f'<meta property="og:title" content="{title}"><meta property="og:image" content="https://cdn.example/l">'
            head += f'<meta property="og:url" content="{own}">' if own else ""
            head += f'<meta property="og:description" content="{label} is where people meet.">'
            told = asyncio.run(
                driven(platforms.ask(platforms.get(name), embed), Troubled(200, HTML, page(title, "", head)), [])
            )
            if isinstance(told, Post) and not told.coordinates:
                wrong[title, own] = told
    assert wrong == {}


@pytest.mark.parametrize("name", sorted(platforms.catalogue()))
def test_a_profile_is_never_the_post(name: str) -> None:
    """A page that calls itself an address above the post's, as its author's does; a map's address says where it is."""
    embed = embed_of(name)
    host = (embed.url or "").split("/")[2]
    head = (
        f'<meta property="og:url" content="https://{host}/somebody"><meta property="og:title" content="Mara Voss">'
        '<meta property="og:description" content="34 films of the mill."><meta property="og:image" content="/m.png">'
    )
    body = page("Mara Voss", "", head)
    told = asyncio.run(driven(platforms.ask(platforms.get(name), embed), Troubled(200, HTML, body), []))
    assert not isinstance(told, Post) or told.coordinates


@pytest.mark.parametrize("name", SERVED)
def test_a_title_alone_is_never_the_post(name: str) -> None:
    """Of a page that does not say whose it is: doors have titles that nobody knows beforehand."""
    body = page("Before you go on", "", '<meta property="og:title" content="Before you go on">')
    told = asyncio.run(driven(platforms.ask(platforms.get(name), embed_of(name)), Troubled(200, HTML, body), []))
    assert isinstance(told, Missing)
    assert told.reason not in NEVER


@pytest.mark.parametrize("title", ["The mill on Reddit", "Rain - Twitch", "Twitching birds", "Vimeos and other boats"])
def test_a_work_may_name_its_site(title: str) -> None:
    """Behind its own name, and as part of another word."""
    assert not notices.names_site(title, "reddit", "www.reddit.com")
    assert not notices.names_site(title, "twitch", "clips.twitch.tv")
    assert not notices.names_site(title, "vimeo", "vimeo.com")


def test_a_server_is_named_by_its_own_page() -> None:
    """Anybody's server has a name of its own; a post of somebody who is told is none of a front page."""
    post = Post(platform="misskey", text="Harbour Key")
    assert notices.of_site("Harbour Key", post, "mk.example", "Harbour  key")
    assert not notices.of_site("Harbour Key at night", post, "mk.example", "Harbour Key")
    assert not notices.of_site("Harbour Key", replace(post, author="Mara Voss"), "mk.example", "Harbour Key")


def test_an_untitled_page_of_no_host_names_no_site() -> None:
    """An empty name is nobody's."""
    assert not notices.names_site("", "reddit", "")
    assert not notices.names_site(" - ", "reddit", "www.reddit.com")


@pytest.mark.parametrize(
    ("said", "gone"),
    [
        ("[deleted by user]", True),
        ("[ Removed by Reddit ]", True),
        ("[removed]", True),
        ("[Removed by accident] The wall of the quay [photo]", False),
        ("Who was [deleted]", False),
    ],
)
def test_words_in_place_of_a_post_stand_in_one_pair_of_brackets(said: str, gone: bool) -> None:
    """A title with two tags in brackets is its author's."""
    assert is_gone(said) is gone


def test_a_work_may_be_called_like_a_notice() -> None:
    """What has an author is a work: a song is called `Page not found`, an account `404`."""
    song = Post(platform="bandcamp", text="Page not found", author="Mara Voss", sources=(("author", "page"),))
    assert notices.instead(song) is None
    assert notices.instead(Post(platform="bandcamp", text="Page not found")) is not None
    assert notices.said("404", words=2) is None


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("This is a private video. Please sign in to verify that you may see it", Reason.PRIVATE),
        ("Dieses Video ist privat", Reason.PRIVATE),
        ("Este video es privado", Reason.PRIVATE),
        ("この動画は非公開です", Reason.PRIVATE),
        ("Видео с ограниченным доступом", Reason.PRIVATE),
        ("The uploader has not made this video available in your country", Reason.WITHHELD),
        ("Das Video ist in deinem Land nicht verfügbar", Reason.WITHHELD),
        ("Esta vídeo ya no está disponible debido a una reclamación de derechos de autor", Reason.WITHHELD),
        ("Видео недоступно в вашей стране", Reason.WITHHELD),
        ("Bu video ülkenizde kullanılamıyor", Reason.WITHHELD),
        ("This video is no longer available because the account has been terminated", Reason.SUSPENDED),
        ("Video unavailable. This content isn’t available, try again later", Reason.RATE_LIMITED),
        ("Dieser Inhalt ist nicht verfügbar. Versuche es später noch einmal", Reason.RATE_LIMITED),
        ("El vídeo no está disponible", None),
        ("Melde dich an, um dein Alter zu bestätigen", None),
        ("Video unavailable", None),
    ],
)
def test_why_a_player_plays_nothing_is_told_in_many_languages(words: str, reason: Reason | None) -> None:
    """Without a reason it is what its status says: none of these words makes a video deleted."""
    assert notices.of_player(words) is reason
