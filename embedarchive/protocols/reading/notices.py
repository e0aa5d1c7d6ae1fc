"""What a page is called that stands in place of a post: a login, an error, a refusal, in a dozen languages.

Such a page often has all that a post's page has: a title for other sites, an image, the post's own address as its
own. Its title alone tells that it is none, and only where that is the whole title, but for the site's name: posts are
called anything.
"""

from __future__ import annotations

import functools
import re

from embedarchive import package_data
from embedarchive.model import Missing, Post, Reason

_REASONS = {
    "missing": Reason.PROTOCOL,  # blocked askers are told so, too: it is no word about the post
    "error": Reason.PROTOCOL,
    "door": Reason.LOGIN_WALL,
    "closed": Reason.PRIVATE,
    "withheld": Reason.WITHHELD,
}
_OPENINGS = (
    *("log in", "log into", "login", "sign in", "sign up", "join linkedin"),
    *("anmelden", "inloggen", "connexion", "iniciar sesión", "accedi", "вход"),
)
_ENDINGS = ("log in", "login • instagram")
_PARTS = re.compile(r"\s{1,5}[|·•–—/\\-]\s{1,5}|:\s{1,5}")
_ON = re.compile(r" on \S{1,20}$", re.IGNORECASE)
_SITE = 3
"""Words that a site's name has at most."""


REFUSALS = (
    *("no longer available", "isn't available", "isn’t available", "is not available", "may have been removed"),
    *("cannot be displayed", "can't be displayed", "can’t be displayed"),
    *("nicht mehr verfügbar", "nicht verfügbar", "nicht angezeigt werden"),
    *("n'est plus disponible", "n’est plus disponible", "n'est pas disponible", "n’est pas disponible"),
    *("ya no está disponible", "no está disponible", "no se puede mostrar"),
    *("niet meer beschikbaar", "niet beschikbaar", "niet worden weergegeven"),
    *("não está mais disponível", "já não está disponível", "não está disponível"),
    *("non è più disponibile", "non è disponibile", "nie jest już dostępn", "nie jest dostępn"),
    *("больше не доступ", "недоступн", "artık mevcut değil", "kullanılamıyor", "غير متاح", "لم يعد متاح", "غير متوفر"),
    *("表示できません", "利用できません", "ご利用いただけません", "사용할 수 없", "볼 수 없", "无法显示", "无法查看"),
)
"""Parts of the sentences that frames show in place of a post, in lower case; they do not tell why it is not shown."""
_OF_PLAYERS = {
    Reason.RATE_LIMITED: (  # told of any video to an address that asked too much, beside "unavailable"
        *("rate limit", "too many requests"),
        *("try again later", "später", "probeer het later", "plus tard", "más tarde", "mais tarde", "più tardi"),
        *("później", "позже", "пізніше", "daha sonra", "لاحق", "後で", "나중에", "稍后"),
    ),
    Reason.PRIVATE: (
        *("private", "privat", "privé", "privad", "prywatn", "частн", "личн", "закрыт", "ограниченн"),
        *("özel", "gizli", "خاص", "非公開", "비공개", "私人"),
    ),
    Reason.SUSPENDED: (
        *("terminated", "account has been", "konto gekündigt", "konto wurde", "compte a été", "compte youtube associé"),
        *("cancelado la cuenta", "cuenta cancelada", "account is beëindigd", "conta foi encerrada", "conta encerrada"),
        *("аккаунт", "hesab", "الحساب", "アカウント", "계정", "账号"),
    ),
    Reason.WITHHELD: (
        *("country", "in deinem land", "in ihrem land", "votre pays", "tu país", "jouw land", "seu país", "tuo paese"),
        *("стране", "ülke", "بلدك", "お住まいの国", "국가", "国家"),
        *("copyright", "urheberrecht", "droits d", "derechos de autor", "auteursrecht", "direitos autorais"),
        *("авторск", "telif", "حقوق", "著作権", "저작권"),
    ),
}
"""What the words of a player that plays nothing have in them, by the reason."""


def of_player(words: str) -> Reason | None:
    """Why a player plays nothing, by its words in one of a dozen languages; None when they do not tell that."""
    lowered = words.lower()
    return next((reason for reason, marks in _OF_PLAYERS.items() if any(mark in lowered for mark in marks)), None)


@functools.cache
def _table() -> dict[str, str]:
    """What each known title says."""
    rows = (line.partition("\t") for line in package_data.lines(__package__, "notices.txt"))
    return {_folded(title): kind for kind, _, title in rows}


def _folded(title: str) -> str:
    """A title without case, marks and blanks that make no difference."""
    plain = title.casefold().replace("\u2019", "'")
    return " ".join(re.sub(r"[^\w'\s-]", " ", plain).split())


_LOGIN_TO = re.compile(
    r"(?:log ?in|log ?into|sign ?in|sign up)(?: to| on| with| for)? \S{1,20}|(?:bei|auf) \S{1,20} anmelden"
    r"|connectez-vous à \S{1,20}|inicia sesión en \S{1,20}|(?:entre|faça login) n[oa] \S{1,20}|accedi a \S{1,20}"
    r"|(?:inloggen|aanmelden) bij \S{1,20}|(?:войти|войдите|вход) (?:в|на) \S{1,20}|\S{1,20} ?にログイン"
)
"""A login that names the site."""


def said(*titles: str | None, words: int = 1) -> Missing | None:
    """What the titles of a page say in place of a post; None when the first of them that is there is no notice.

    Args:
        titles: of the page, the one that says most first.
        words: how many a notice has at least: accounts are called `404`, too.
    """
    title = next((" ".join(title.split())[:200] for title in titles if title and title.strip()), "")
    parts = [part for part in _PARTS.split(title) if part]
    readings = [title, *(part for part in parts[:1] + parts[-1:] if _named_beside(parts, part)), _ON.sub("", title)]
    folded = [reading for reading in map(_folded, readings) if len(reading.split()) >= words or not reading.isascii()]
    kind = next((found for reading in folded if (found := _table().get(reading))), None)
    kind = kind or ("door" if any(_LOGIN_TO.fullmatch(reading) for reading in folded) else None)
    if kind is None:
        return None
    if kind == "door":
        return Missing(reason=_REASONS[kind], detail=f"The page asks for a login: {title[:100]}")
    return Missing(reason=_REASONS[kind], detail=f"The page stands in place of the post: {title[:100]}")


def instead(post: Post) -> Missing | None:
    """What the words of a post say, if they are a notice and nothing else is told of it.

    Works are called anything: those have an author, a day, numbers or a length.
    """
    return None if _told(post) else said((post.text or "").partition("\n")[0])


def of_site(title: str, post: Post, host: str, site: str | None = None) -> bool:
    """Whether a page is a site's front page and none of a post: it has the site's name for a title, and tells no more.

    Sites show it in place of what is gone, and to programs in place of anything.

    Args:
        title: of the page, as it is for other sites.
        post: what the page says.
        host: where the page was found.
        site: what the page calls its site; anybody's server has a name of its own.
    """
    own = bool(site) and _joined(title) == _joined(site or "")
    return not _told(post) and (own or names_site(title, post.platform, host))


def names_site(title: str, platform: str, host: str) -> bool:
    """Whether a title is a site's name, alone or before its motto: `Twitch`, `Reddit - The heart of the internet`.

    Behind the name of a work stands the site's name, too.

    Args:
        title: of a page.
        platform: the platform's name.
        host: where the page was found.
    """
    site, own = host.removeprefix("www."), _joined(platform)
    names = {_joined(name) for name in (own, site, *site.split(".")[-2:-1])} - {""}
    before = _joined(_PARTS.split(title)[0])
    return _joined(title) in names or (before in names and before.startswith(own))


def _joined(name: str) -> str:
    """A name without case, blanks and marks: `SoundCloud`, `Apple Podcasts`."""
    return re.sub(r"[\W_]", "", name.casefold())


def _told(post: Post) -> bool:
    """Whether a page says of a post what a notice does not have: an author, a day, numbers or a length."""
    dated = post.posted_at is not None and dict(post.sources).get("posted_at") != "id"
    return bool(post.author or dated or post.counts or any(ref.duration_s for ref in post.media))


def _named_beside(parts: list[str], part: str) -> bool:
    """Whether what stands beside a part of a title may be the site's name."""
    return len(parts) > 1 and sum(len(other.split()) for other in parts if other is not part) <= _SITE


def is_door(*titles: str | None) -> bool:
    """Whether one of the titles begins or ends as those of logins do: `Log into Facebook`.

    Posts begin so, too: it counts for pages that do not call themselves the post.
    """
    lowered = [title.lower() for title in titles if title]
    return any(title.startswith(_OPENINGS) or title.endswith(_ENDINGS) for title in lowered)
