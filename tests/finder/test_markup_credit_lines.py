"""What stands beside a player says its title and author, where it leads to the player's own site and nowhere else."""

from __future__ import annotations

import pytest
from growth import is_linear

from embedarchive import documents, finder
from embedarchive.model import Scan

SLIDES = "https://www.slideshare.net"
KEY = f"{SLIDES}/slideshow/embed_code/key/aB3dEfGh1JkLmN"
DECK = f'<iframe src="{KEY}" width="595" height="485"> </iframe>'
LAZY = DECK.replace(" src=", " data-src=")
BY = f'<strong><a href="{SLIDES}/janedoe/night" title="A Night" target="_blank">A Night</a></strong>'
FROM = f'<strong><a href="{SLIDES}/janedoe" target="_blank">Jane Doe</a></strong>'
FILM = '<iframe src="https://player.vimeo.com/video/706604197"></iframe>'
FILM_BY = '<a href="https://vimeo.com/706604197">A Night</a> from <a href="https://vimeo.com/jane">Jane Doe</a>'
SOUND = '<iframe src="https://w.soundcloud.com/player/?url=https%3A//api.soundcloud.com/tracks/34019569"></iframe>'
SOUND_BY = (
    '<a href="https://soundcloud.com/jane">Jane Doe</a> · <a href="https://soundcloud.com/jane/night">A Night</a>'
)
SWF = "http://static.slidesharecdn.com/swf/ssplayer2.swf?doc=anight-100626032608-phpapp01"


def _flash(query: str) -> str:
    return (
        f'<object id="__sse4619461" width="425" height="355"><param name="movie" value="{SWF}{query}" />'
        f'<embed src="{SWF}{query}" type="application/x-shockwave-flash" width="425" height="355"></embed></object>'
    )


def _old(player: str) -> str:
    return (
        f'<div style="width:425px" id="__ss_4619461"><strong style="display:block">{BY}</strong>{player}'
        f'<div>View more <a href="{SLIDES}/">presentations</a> from {FROM}.</div></div>'
    )


def _scan(block: str) -> Scan:
    page = f"<html><body><article><h1>The harbour</h1><p>Before it.</p>{block}<p>After it.</p></article></body></html>"
    (document,) = documents.read(page.encode(), base_url="https://news.example/harbour")
    return finder.scan(document)


CREDITED = {
    "SlideShare's": (f"{DECK} <div>{BY} from {FROM} </div>", "key/aB3dEfGh1JkLmN", "janedoe"),
    "SlideShare's in French": (f"{DECK}<div>{BY} de {FROM}</div>", "key/aB3dEfGh1JkLmN", "janedoe"),
    "in one box": (f"<div>{DECK}<br>{BY} from {FROM}</div>", "key/aB3dEfGh1JkLmN", "janedoe"),
    "behind a box": (f"<div><div>{DECK}</div></div><p>{BY} {FROM}</p>", "key/aB3dEfGh1JkLmN", "janedoe"),
    "behind its form without scripts": (
        f"{LAZY}<noscript>{DECK}</noscript><p>{BY} {FROM}</p>",
        "key/aB3dEfGh1JkLmN",
        "janedoe",
    ),
    "of a deck for those who have its link": (
        f"{DECK}<div>{BY.replace('janedoe/night', 'secret/aB3dEfGh1J')} from {FROM}</div>",
        "key/aB3dEfGh1JkLmN",
        None,
    ),
    "behind a box with both": (
        f"<figure><div>{LAZY}<noscript>{DECK}</noscript></div></figure><p>{BY} {FROM}</p>",
        "key/aB3dEfGh1JkLmN",
        "janedoe",
    ),
    "Vimeo's": (f"{FILM}<p>{FILM_BY} on <a href='https://vimeo.com'>Vimeo</a>.</p>", "706604197", None),
    "SoundCloud's": (f"{SOUND}<div>{SOUND_BY}</div>", "tracks/34019569", "jane"),
    "a Flash player's": (_old(_flash("&amp;stripped_title=night&amp;userName=janedoe")), "janedoe/night", "janedoe"),
    "a Flash player's, of a file": (_old(_flash("&amp;stripped_title=night")), "janedoe/night", "janedoe"),
}


@pytest.mark.parametrize("name", CREDITED)
def test_the_line_beside_a_player(name: str) -> None:
    """Title, author and handle come from it, whatever its words; it is a part of the embed, and no link of prose."""
    block, identifier, handle = CREDITED[name]
    found = _scan(block)
    (only,) = found.embeds
    assert (only.id, only.text, only.author, only.handle) == (identifier, "A Night", "Jane Doe", handle)
    assert found.links == ()


NOT_CREDITED = {
    "prose": f"{FILM}<p>The night before, {FILM_BY} had said so, {'and many others did, too, ' * 20}.</p>",
    "another video": f"{FILM}<p>{FILM_BY.replace('706604197', '706604198')}</p>",
    "another film of letters": (
        '<iframe src="https://www.dailymotion.com/embed/video/x7o6g1x"></iframe><p>'
        '<a href="https://www.dailymotion.com/video/x7o6g2y">A Night</a> by <a href="https://www.dailymotion.com/jane">'
        "Jane</a></p>"
    ),
    "two videos": f'{FILM}<p>{FILM_BY}, <a href="https://vimeo.com/706604198">Another</a></p>',
    "a link elsewhere": f'{FILM}<p>{FILM_BY} for <a href="https://quay.example/">the quay</a></p>',
    "words in between": f"{FILM} Look at this.<p>{FILM_BY}</p>",
    "two players in a box": f"<div>{FILM}{FILM.replace('197', '199')}<br><p>By <b>Jane</b></p>{FILM_BY}</div>",
    "nobody named": f'{FILM}<p><a href="https://vimeo.com/706604197">via Vimeo</a></p>',
    "no title": f'{FILM}<p><a href="https://vimeo.com/706604197"><img src="a.png"></a></p>',
}


@pytest.mark.parametrize("name", NOT_CREDITED)
def test_what_is_no_such_line(name: str) -> None:
    """Prose, lines of other posts, links that lead elsewhere: nothing is taken from them."""
    assert {(each.text, each.author) for each in _scan(NOT_CREDITED[name]).embeds} == {(None, None)}


def test_two_players_and_the_line_of_one() -> None:
    """Both are found, and the line is the one's that stands before it."""
    other = DECK.replace("LmN", "LmX")
    found = _scan(f"<div><div>{other}</div><div>{DECK}<p>{BY} {FROM}</p></div></div>").embeds
    assert [(each.id, each.text) for each in found] == [("key/aB3dEfGh1JkLmX", None), ("key/aB3dEfGh1JkLmN", "A Night")]
    found = _scan(f"<div><p>{other}{DECK}</p></div><p>{BY} {FROM}</p>").embeds
    assert [(each.id, each.text) for each in found] == [("key/aB3dEfGh1JkLmX", None), ("key/aB3dEfGh1JkLmN", None)]


@pytest.mark.parametrize(
    "piece",
    [
        FILM + "<br>" * 6,
        f"{FILM}<p>w</p>",
        f"<div>{FILM}",
        _flash("") + "<div><i></i></div>",
        f"<noscript>{FILM}</noscript>",
    ],
)
def test_p1_time_grows_as_the_page_does(piece: str) -> None:
    """Thousands of players in one box, or one inside the other."""
    assert is_linear(_scan, f"<div>{piece * 1000}", f"<div>{piece * 2000}")
