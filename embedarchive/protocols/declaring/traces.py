"""What the bylines of our platforms always hold, so that a text without any of it need not load the platforms.

Written by `python -m tools.make_traces` from each platform's `FALLBACK` and `COPIED`; a test compares.
"""

from __future__ import annotations

import re

DASH = "—"
"""What a byline begins with that is an attribution below or amid the words."""

SIGNER = ("twitter", "[A-Za-z0-9_]{1,20}")
"""The platform that signs with a dash and has the plainest handles, and the pattern of these."""

TRACES: tuple[str, ...] = (
    " from discussion\nin",
    " from discussion\nin ",
    " from discussion in",
    " from discussion in ",
    ") által megosztott bejegyzés",
    ") द्वारा साझा की गई पोस्ट",
    ") 分享的帖子",
    ")'in paylaştığı bir gönderi",
    ")がシェアした投稿",
    ")님의 공유 게시물",
    "A photo posted by ",
    "A photo shared by ",
    "A post shared by ",
    "A video posted by ",
    "A video shared by ",
    "Beitrag von @",
    "Bericht van @",
    "Een bericht gedeeld door ",
    "Ein Beitrag geteilt von ",
    "Et innlegg delt av ",
    "Et opslag delt af ",
    "Ett inlägg delat av ",
    "Geplaatst door ",
    "Gepostet von ",
    "Message de @",
    "Opublikowany przez ",
    "Post by @",
    "Post di @",
    "Post udostępniony przez ",
    "Posted by ",
    "Posté par ",
    "Pubblicato da ",
    "Publicación de @",
    "Publicada por ",
    "Publicado por ",
    "Publicação de @",
    "Publié par ",
    "Publiée par ",
    "Příspěvek sdílený ",
    "Sebuah kiriman dibagikan oleh ",
    "Um post compartilhado por ",
    "Uma publicação compartilhada por ",
    "Uma publicação partilhada por ",
    "Un post condiviso da ",
    "Una publicación compartida de ",
    "Una publicación compartida por ",
    "Une publication partagée par ",
    "by u/",
    "byu/",
    "t.me/",
    "Допис, поширений ",
    "Опубликовано ",
    "Опубліковано ",
    "Публикация от ",
    "تمت مشاركة منشور بواسطة ",
    "♬",
    "）分享的貼文",
)
"""Of every other byline the longest piece that is always the same, or what ends the post where that is a mere @."""

ENDINGS: tuple[str, ...] = (
    "Afficher les ",
    "Aimé par ",
    "All reactions:",
    "Alla reaktioner:",
    "Alle Kommentare ",
    "Alle Reaktionen:",
    "Alle reacties:",
    "Curtido por ",
    "Gefällt ",
    "Les gusta ",
    "Liked by ",
    "Piace a ",
    "Semua tanggapan:",
    "Todas as reações:",
    "Todas las reacciones:",
    "Toutes les réactions",
    "Tutte le reazioni:",
    "Tüm ifadeler:",
    "Ver los ",
    "Ver todos os ",
    "View all ",
    "Vind-ik-leuks: ",
    "Visualizza tutti ",
    "Wszystkie reakcje:",
    "Все реакции:",
    "Усі реакції:",
    "كل التفاعلات:",
    "♬",
    "リアクションすべて",
    "收藏 轉發",
    "收藏 转发",
    "轉發 1",
    "轉發 2",
    "轉發 3",
    "轉發 4",
    "轉發 5",
    "轉發 6",
    "轉發 7",
    "轉發 8",
    "轉發 9",
    "转发 1",
    "转发 2",
    "转发 3",
    "转发 4",
    "转发 5",
    "转发 6",
    "转发 7",
    "转发 8",
    "转发 9",
)
"""What a line begins with that ends the words of a post on its page."""

HEADS: tuple[str, ...] = (
    ") posted at ",
    ") tweeted at ",
)
"""What is always the same in a line that heads a post, where no other text is likely to hold it."""

SEEN: tuple[str, ...] = (
    "view",
    "views",
)
"""What stands behind the number of those who have seen a post."""


def anchor(template: str) -> str:
    """The longest piece of a byline that is always the same."""
    return max(re.split(r"\{\w{1,20}\}", template), key=len)
