"""What X says in place of a tweet that it does not show.

A tombstone is a sentence for people in the language that was asked for; its words are all that tells deleted from
suspended from protected. A sentence that is not understood, or none at all, is `withheld` and never `deleted`: X
leaves the reason out for posts that it hides by age or by law, and those still exist.
"""

from __future__ import annotations

import unicodedata

from embedarchive.model import Reason

_WORDS: dict[Reason, tuple[str, ...]] = {
    Reason.WITHHELD: (
        "withheld",
        "age-restricted",
        "legal demand",
        "local law",
        "zurückgehalten",
        "achtergehouden",
        "retenido",
        "retenu",
        "bloqueado en",
    ),
    Reason.SUSPENDED: (
        "suspended",
        "gesperrt",
        "opgeschort",
        "geschorst",
        "suspendu",
        "suspendid",
        "suspens",
        "sospes",
        "заблокирован",
        "заблокован",
        "zawieszon",
        "askıya",
        "凍結",
        "冻结",
        "정지",
        "موقوف",
        "معلّق",
        "معلق",
        "avstängt",
        "suspendert",
        "suspenderet",
    ),
    Reason.PRIVATE: (
        "limits who can",
        "protected",
        "wer ihre posts sehen",
        "geschützt",
        "wie hun posts",
        "wie zijn of haar",
        "beschermd",
        "qui peut voir",
        "protégé",
        "quién puede ver",
        "proteg",
        "quem pode ver",
        "chi può vedere",
        "protett",
        "кто может видеть",
        "кто может просматривать",
        "защищ",
        "хто може",
        "захищ",
        "kto może",
        "chronion",
        "kimlerin",
        "korumalı",
        "非公開",
        "閲覧できるユーザー",
        "受保护",
        "受保護",
        "볼 수 있는 사람",
        "비공개",
        "محمي",
    ),
    Reason.DELETED: (
        "deleted",
        "no longer exists",
        "gelöscht",
        "existiert nicht mehr",
        "verwijderd",
        "bestaat niet meer",
        "supprimé",
        "n'existe plus",
        "eliminad",
        "eliminó",
        "ya no existe",
        "excluíd",
        "apagad",
        "não existe mais",
        "eliminat",
        "cancellat",
        "non esiste più",
        "удален",
        "удалён",
        "удалил",
        "больше не существует",
        "видален",
        "видалив",
        "більше не існує",
        "usunię",
        "już nie istnieje",
        "silin",
        "sildi",
        "artık mevcut değil",
        "削除",
        "存在しません",
        "删除",
        "刪除",
        "不存在",
        "삭제",
        "존재하지",
        "حذف",
        "لم يعد موجود",
        "raderad",
        "slettet",
        "borttag",
    ),
}
"""The stems that give a reason away, in the languages that X speaks; the first reason with one counts."""


def reason_of(words: str) -> Reason:
    """The reason that a tombstone's sentence gives; `withheld` when it gives none that is understood."""
    folded = unicodedata.normalize("NFC", words).casefold().replace("’", "'")
    return next((reason for reason, stems in _WORDS.items() if any(stem in folded for stem in stems)), Reason.WITHHELD)


_CODES = (
    ("suspend", Reason.SUSPENDED),
    ("protect", Reason.PRIVATE),
    ("delet", Reason.DELETED),
    ("deactivat", Reason.DELETED),
    ("offboard", Reason.DELETED),
    ("nsfw", Reason.LOGIN_WALL),
    ("loggedout", Reason.LOGIN_WALL),
)
"""What X's own codes have in them, such as `BounceDeleted`, `AuthorSuspended` and `NsfwViewerHasNoStatedAge`."""


def reason_of_code(code: str) -> Reason:
    """The reason that a code for programs gives; `withheld` when it gives none that is known."""
    folded = code.casefold()
    return next((reason for part, reason in _CODES if part in folded), Reason.WITHHELD)
