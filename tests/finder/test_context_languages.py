"""Links that name a post, words before one, and sentences that tell of its deletion, in the languages of articles."""

from __future__ import annotations

import pytest

from embedarchive import documents, finder
from embedarchive.finder import deletions
from embedarchive.model import Embed

_TWEET = "https://twitter.com/mira_holt/status/1591000000000000001"


_X = _TWEET.replace("twitter", "x")
_QUOTED = (
    '<blockquote class="twitter-tweet"><p>The quay is shut.</p>&mdash; M (@mira_holt) '
    f'<a href="{_TWEET}">May 1, 2022</a></blockquote>'
)
_TUBE = "https://www.youtube.com/"
_TELEGRAM = (
    '<script async src="https://telegram.org/js/telegram-widget.js?22" data-telegram-post="harbour/512"></script>'
)
_MASTODON = "https://mastodon.social/@mira/109300000000000001"
_INSTAGRAM = "https://www.instagram.com/p/CkAbCdEfGhI/"


def _framed(url: str) -> str:
    return f'<iframe src="{url}" width="500" height="300"></iframe>'


def _only(inner: str) -> Embed:
    page = f"<html><body><article><h1>The quay of the old port</h1>{inner}</article></body></html>"
    (document,) = documents.read(page.encode())
    (embed,) = finder.scan(document).embeds
    return embed


@pytest.mark.parametrize(
    ("sentence", "link", "phrase", "post"),
    [
        # English
        ("On Monday she <a>wrote on X</a> that it was so.", _X, "wrote on X", _QUOTED),
        ("She said so <a>in a tweet</a> at noon.", f"{_TWEET}?s=20&t=abc", "in a tweet", _QUOTED),
        ("The <a>picture</a> went round the world.", f"{_TWEET}/photo/1", "picture", _QUOTED),
        (
            "Her words <a><em>on Twitter</em> today</a> were short.",
            _TWEET.replace("//", "//mobile."),
            "on Twitter today",
            _QUOTED,
        ),
        (
            "The <a>video</a> shows the bell.",
            "https://youtu.be/dQw4w9WgXcQ?t=43",
            "video",
            _framed(f"{_TUBE}embed/dQw4w9WgXcQ"),
        ),
        (
            "A <a>clip of it</a> was watched by many.",
            "https://m.youtube.com/watch?v=dQw4w9WgXcQ",
            "clip of it",
            _framed("//www.youtube-nocookie.com/embed/dQw4w9WgXcQ"),
        ),
        # German
        ("Am Montag <a>schrieb sie auf X</a>, es sei so.", _X, "schrieb sie auf X", _QUOTED),
        ("Das sagte sie <a>in einem Tweet</a>.", _TWEET.replace("//", "//www."), "in einem Tweet", _QUOTED),
        ("Der <a>Beitrag bei Mastodon</a> war kurz.", _MASTODON, "Beitrag bei Mastodon", _framed(f"{_MASTODON}/embed")),
        (
            "Das <a>Video</a> zeigt die Glocke.",
            "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
            "Video",
            _framed("//www.youtube.com/embed/dQw4w9WgXcQ"),
        ),
        # French
        ("Lundi elle <a>a écrit sur X</a> que c'était ainsi.", _X, "a écrit sur X", _QUOTED),
        ("Elle l'a dit <a>dans un tweet</a> lundi.", f"{_TWEET}?ref_src=twsrc%5Etfw", "dans un tweet", _QUOTED),
        (
            "La <a>vidéo</a> montre la cloche.",
            "https://vimeo.com/76979871",
            "vidéo",
            _framed("https://player.vimeo.com/video/76979871"),
        ),
        (
            "Une <a>vidéo de l'affaire</a> circule.",
            "https://dai.ly/x8abcd1",
            "vidéo de l'affaire",
            _framed("https://www.dailymotion.com/embed/video/x8abcd1"),
        ),
        # Spanish
        ("El lunes <a>escribió en X</a> que era así.", _X, "escribió en X", _QUOTED),
        ("Lo dijo <a>en un tuit</a> ayer.", _TWEET.replace("status", "statuses"), "en un tuit", _QUOTED),
        (
            "La <a>publicación de Instagram</a> era breve.",
            f"{_INSTAGRAM}?igshid=1",
            "publicación de Instagram",
            _framed(f"{_INSTAGRAM}embed/"),
        ),
        ("El <a>canal de Telegram</a> lo mostró.", "https://t.me/s/harbour/512", "canal de Telegram", _TELEGRAM),
        # Italian
        ("Lunedì <a>ha scritto su X</a> che era così.", _X, "ha scritto su X", _QUOTED),
        ("Lo ha detto <a>in un tweet</a> ieri.", f"{_TWEET}#m", "in un tweet", _QUOTED),
        (
            "Il <a>video</a> mostra la campana.",
            "https://www.youtube.com/live/dQw4w9WgXcQ",
            "video",
            _framed(f"{_TUBE}embed/dQw4w9WgXcQ"),
        ),
        # Dutch
        ("Maandag <a>schreef zij op X</a> dat het zo was.", _X, "schreef zij op X", _QUOTED),
        ("Zij zei het <a>in een tweet</a>.", _X.replace("mira_holt", "i/web"), "in een tweet", _QUOTED),
        (
            "De <a>opname</a> laat de klok horen.",
            "https://www.youtube.com/shorts/dQw4w9WgXcQ",
            "opname",
            _framed(f"{_TUBE}embed/dQw4w9WgXcQ"),
        ),
        # Polish
        ("W poniedziałek <a>napisała na X</a>, że tak jest.", _X, "napisała na X", _QUOTED),
        ("Powiedziała to <a>we wpisie</a> wczoraj.", f"{_TWEET}/", "we wpisie", _QUOTED),
        # Ukrainian and Russian
        ("У понеділок вона <a>написала в X</a>, що це так.", _X, "написала в X", _QUOTED),
        (
            "Про це <a>йдеться в дописі</a> міністерства.",
            "https://t.me/harbour/512?single",
            "йдеться в дописі",
            _TELEGRAM,
        ),
        ("Об этом она <a>написала в твиттере</a> в понедельник.", f"{_X}?s=46", "написала в твиттере", _QUOTED),
        (
            "<a>Видео</a> показывает колокол.",
            "https://vk.com/video-1_456239017",
            "Видео",
            _framed("https://vk.com/video_ext.php?oid=-1&id=456239017&hash=0a"),
        ),
    ],
)
def test_links_that_name_the_post(sentence: str, link: str, phrase: str, post: str) -> None:
    """However the address is written; with the words of the link, and the sentence before the embed as its context."""
    said = sentence.replace("<a>", f'<a href="{link}">')
    embed = _only(f"<p>It rained on the harbour for all of that day. {said}</p>{post}")
    assert [each.phrase for each in embed.mentions] == [phrase]
    plain = sentence.replace("<a>", "").replace("</a>", "").replace("<em>", "").replace("</em>", "")
    assert embed.context == f"The quay of the old port\n{plain}"


@pytest.mark.parametrize(
    ("sentence", "deleted"),
    [
        ("The tweet has since been deleted.", True),
        ("He has since removed the post from Facebook.", True),
        ("The tweet has since been shared a thousand times.", False),
        ("Der Tweet wurde inzwischen gelöscht.", True),
        ("Sie löschte den Beitrag wenig später.", True),
        ("Der Beitrag wurde nicht gelöscht.", False),
        ("Le tweet a été supprimé depuis.", True),
        ("Il a effacé sa publication une heure plus tard.", True),
        ("Le poste a été supprimé par la mairie.", False),
        ("El tuit ha sido eliminado.", True),
        ("Borró la publicación poco después.", True),
        ("El puesto fue eliminado por el ayuntamiento.", False),
        ("Il tweet è stato poi cancellato.", True),
        ("Ha rimosso il post poco dopo.", True),
        ("Il volo è stato cancellato, dice in un post.", False),
        ("De tweet is inmiddels verwijderd.", True),
        ("Hij haalde het bericht later weer offline.", True),
        ("De auto is verwijderd, staat in een bericht.", False),
        ("Wpis został później usunięty.", True),
        ("Usunęła tweeta po godzinie.", True),
        ("Допис згодом видалили.", True),
        ("Вона видалила свій твіт.", True),
        ("Пост был впоследствии удалён.", True),
        ("Министр удалил свой пост в фейсбуке.", True),
        ("Игрок был удалён с поля, говорится в посте.", False),
    ],
)
def test_words_for_a_deletion_in_further_sentences(sentence: str, *, deleted: bool) -> None:
    """That a post is gone, and not something else that a post speaks of."""
    assert deletions.says(sentence) is deleted
