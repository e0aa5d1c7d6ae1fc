"""Links that name a post, words before one, and sentences that tell of its deletion, in the languages of articles."""

from __future__ import annotations

import pytest

from embedarchive import documents, finder
from embedarchive.finder import deletions
from embedarchive.model import Embed

_TWEET = "https://twitter.com/mira_holt/status/1591000000000000001"


def _quoted(url: str) -> str:
    return f'<blockquote class="twitter-tweet"><p>The quay is shut.</p>&mdash; M (@mira_holt) <a href="{url}">May 1, 2022</a></blockquote>'


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
        ("On Monday she <a>wrote on X</a> that it was so.", "https://x.com/mira_holt/status/1591000000000000001", "wrote on X", _quoted(_TWEET)),
        ("She said so <a>in a tweet</a> at noon.", f"{_TWEET}?s=20&t=abc", "in a tweet", _quoted(_TWEET)),
        ("The <a>picture</a> went round the world.", f"{_TWEET}/photo/1", "picture", _quoted(_TWEET)),
        ("Her words <a><em>on Twitter</em> today</a> were short.", "https://mobile.twitter.com/mira_holt/status/1591000000000000001", "on Twitter today", _quoted(_TWEET)),
        ("The <a>video</a> shows the bell.", "https://youtu.be/dQw4w9WgXcQ?t=43", "video", _framed("https://www.youtube.com/embed/dQw4w9WgXcQ")),
        ("A <a>clip of it</a> was watched by many.", "https://m.youtube.com/watch?v=dQw4w9WgXcQ&feature=share", "clip of it", _framed("https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?rel=0")),
        # German
        ("Am Montag <a>schrieb sie auf X</a>, es sei so.", "https://x.com/mira_holt/status/1591000000000000001", "schrieb sie auf X", _quoted(_TWEET)),
        ("Das sagte sie <a>in einem Tweet</a>.", "https://www.twitter.com/mira_holt/status/1591000000000000001", "in einem Tweet", _quoted(_TWEET)),
        ("Der <a>Beitrag bei Mastodon</a> war kurz.", "https://mastodon.social/@mira/109300000000000001", "Beitrag bei Mastodon", _framed("https://mastodon.social/@mira/109300000000000001/embed")),
        ("Das <a>Video</a> zeigt die Glocke.", "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "Video", _framed("//www.youtube.com/embed/dQw4w9WgXcQ")),
        # French
        ("Lundi elle <a>a écrit sur X</a> que c'était ainsi.", "https://x.com/mira_holt/status/1591000000000000001", "a écrit sur X", _quoted(_TWEET)),
        ("Elle l'a dit <a>dans un tweet</a> lundi.", f"{_TWEET}?ref_src=twsrc%5Etfw", "dans un tweet", _quoted(_TWEET)),
        ("La <a>vidéo</a> montre la cloche.", "https://vimeo.com/76979871", "vidéo", _framed("https://player.vimeo.com/video/76979871")),
        ("Une <a>vidéo de l'affaire</a> circule.", "https://dai.ly/x8abcd1", "vidéo de l'affaire", _framed("https://www.dailymotion.com/embed/video/x8abcd1")),
        # Spanish
        ("El lunes <a>escribió en X</a> que era así.", "https://x.com/mira_holt/status/1591000000000000001", "escribió en X", _quoted(_TWEET)),
        ("Lo dijo <a>en un tuit</a> ayer.", "http://twitter.com/mira_holt/statuses/1591000000000000001", "en un tuit", _quoted(_TWEET)),
        ("La <a>publicación de Instagram</a> era breve.", "https://www.instagram.com/p/CkAbCdEfGhI/?igshid=1", "publicación de Instagram", _framed("https://www.instagram.com/p/CkAbCdEfGhI/embed/")),
        ("El <a>canal de Telegram</a> lo mostró.", "https://t.me/s/harbour/512", "canal de Telegram", '<script async src="https://telegram.org/js/telegram-widget.js?22" data-telegram-post="harbour/512"></script>'),
        # Italian
        ("Lunedì <a>ha scritto su X</a> che era così.", "https://x.com/mira_holt/status/1591000000000000001", "ha scritto su X", _quoted(_TWEET)),
        ("Lo ha detto <a>in un tweet</a> ieri.", f"{_TWEET}#m", "in un tweet", _quoted(_TWEET)),
        ("Il <a>video</a> mostra la campana.", "https://www.youtube.com/live/dQw4w9WgXcQ", "video", _framed("https://www.youtube.com/embed/dQw4w9WgXcQ")),
        # Dutch
        ("Maandag <a>schreef zij op X</a> dat het zo was.", "https://x.com/mira_holt/status/1591000000000000001", "schreef zij op X", _quoted(_TWEET)),
        ("Zij zei het <a>in een tweet</a>.", "https://x.com/i/web/status/1591000000000000001", "in een tweet", _quoted(_TWEET)),
        ("De <a>opname</a> laat de klok horen.", "https://www.youtube.com/shorts/dQw4w9WgXcQ", "opname", _framed("https://www.youtube.com/embed/dQw4w9WgXcQ")),
        # Polish
        ("W poniedziałek <a>napisała na X</a>, że tak jest.", "https://x.com/mira_holt/status/1591000000000000001", "napisała na X", _quoted(_TWEET)),
        ("Powiedziała to <a>we wpisie</a> wczoraj.", f"{_TWEET}/", "we wpisie", _quoted(_TWEET)),
        # Ukrainian and Russian
        ("У понеділок вона <a>написала в X</a>, що це так.", "https://x.com/mira_holt/status/1591000000000000001", "написала в X", _quoted(_TWEET)),
        ("Про це <a>йдеться в дописі</a> міністерства.", "https://t.me/harbour/512?single", "йдеться в дописі", '<script async src="https://telegram.org/js/telegram-widget.js?22" data-telegram-post="harbour/512"></script>'),
        ("Об этом она <a>написала в твиттере</a> в понедельник.", "https://x.com/mira_holt/status/1591000000000000001?s=46", "написала в твиттере", _quoted(_TWEET)),
        ("<a>Видео</a> показывает колокол.", "https://vk.com/video-1_456239017", "Видео", _framed("https://vk.com/video_ext.php?oid=-1&id=456239017&hash=0a")),
    ],
)  # fmt: skip
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
