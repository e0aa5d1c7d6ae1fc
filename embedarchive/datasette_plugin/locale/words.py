"""What the pages say: states and reasons in plain words, fields and platforms by name, in the reader's language."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from embedarchive import urls
from embedarchive.datasette_plugin.locale.translations import ENGLISH, catalogue, languages
from embedarchive.model import Reason
from embedarchive.model.articles import SURE, left_open, sureness

BADGES = {
    "archived": "Archived",
    "recovered": "Recovered",
    "unavailable": "Unavailable",
    "pending": "Pending",
    "failed": "Failed",
}
"""The states by the names that the terminal, the tables and the export have for them, too."""

EXPLAINED = {
    "archived": "kept as the platform showed it, or from the account's own export",
    "recovered": "kept from a web archive, since the platform did not show it",
    "unavailable": "the platform says that it is gone, and no copy was found",
    "pending": "nothing was learnt yet, and it will be tried again",
    "failed": "could not be captured, and trying the same again will not help",
}
"""What each state means, for who meets the word for the first time."""

GONE_FROM = {
    Reason.DELETED: "deleted from {platform}",
    Reason.PRIVATE: "made private on {platform}",
    Reason.WITHHELD: "withheld by {platform}",
    Reason.SUSPENDED: "account suspended by {platform}",
    Reason.EXPIRED: "expired on {platform}",
}

NAMELESS = "web"
"""The platform of foreign frames that are no platform's."""

SOURCES = {
    "article": "the article",
    "syndication": "the platform's embed answer",
    "oembed": "the platform's oEmbed answer",
    "platform": "the platform",
    "browser": "the platform's embed page, in a browser",
    "wayback": "the Wayback Machine",
    "web-archive": "a web archive",
    "export": "the account's own export",
    "memento": "a web archive",
    "id": "the time inside the post's id",
    "exif": "the photo's own data (EXIF)",
    "geotag": "the post's geotag",
    "text": "coordinates written in the text",
    "address": "read from a URL",
    "words": "guessed from the post's words",
    "markup": "the article's markup",
    "person": "a person who read the article",
    "erased": "a source that was erased",
}

OUTCOMES = {
    "captured": "captured",
    "gone": "found gone",
    "error": "no answer",
    "quoted": "quoted by the article",
}

ASKED_OF = {
    "network": "from the network",
    "recording": "out of a recording",
    "browser": "by a browser",
    "log": "out of this archive's log",
}
"""Who answered a request, as `fetches` has it."""

ROLES = {
    "photo": "photo",
    "video": "video",
    "gif": "animation",
    "poster": "still of a video",
    "audio": "sound",
    "avatar": "avatar",
    "card": "preview image",
    "document": "document",
}

LINK_KINDS = {"quotes": "Quotes", "replies-to": "Answers", "thread": "Same thread", "link": "Links to"}

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language. The English sentence is its own key, as in gettext."""

    language: str = ENGLISH

    @classmethod
    def wanted(cls, setting: str, accepted: str, chosen: str = "") -> Words:
        """The language that is set; when it is `auto`, the one chosen, or the first that the browser accepts."""
        known = {language.lower(): language for language in languages()}
        if setting.lower() in known:
            return cls(known[setting.lower()])
        for choice in [chosen, *accepted.split(",")[:20]]:
            asked = choice.partition(";")[0].strip().lower()
            for language in (asked, asked.partition("-")[0]):
                if language in known:
                    return cls(known[language])
        return cls()

    def __call__(self, text: str, **values: object) -> str:
        """The sentence in this language, its `{names}` filled in."""
        sentence = catalogue(self.language).sentences.get(text, text)
        return sentence.format(**values) if values else sentence

    @staticmethod
    def legible(text: object) -> str:
        """An address, a handle or a name of a file in which nothing hides (see `urls.legible`)."""
        return urls.legible(str(text or ""))

    def plural(self, count: int, one: str, many: str) -> str:
        """What is counted, in the form that this language has for the number; `one` and `many` are the English ones."""
        found = catalogue(self.language)
        forms = found.plurals.get(one)
        if forms is None:
            return self(one if count == 1 else many)
        return forms[max(0, min(found.form(count), len(forms) - 1))]

    def inside(self, nouns: str) -> str:
        """Names of things as they stand within a sentence: small, but in German, whose nouns keep their capitals."""
        return nouns if self.language.startswith("de") else nouns.lower()

    @property
    def machine_made(self) -> bool:
        """Whether a machine translated these sentences, and nobody has read them yet."""
        return catalogue(self.language).machine_made

    def badge(self, status: str) -> str:
        """A state in one word."""
        return self(BADGES.get(status, status))

    def reason(self, reason: object) -> str:
        """A reason in a few words."""
        word = str(reason or "")
        return self(Reason(word).words) if word in set(Reason) else word

    def platform(self, name: str | None) -> str:
        """A platform as people write it."""
        if not name or name == NAMELESS:
            return self("the web") if name else ""
        from embedarchive import platforms

        return self(platforms.get(name).label)

    def source(self, name: str | None) -> str:
        """Where a fact comes from."""
        return self(SOURCES.get(name or "", name or ""))

    def asked_of(self, source: str | None) -> str:
        """Who answered a request."""
        return self(ASKED_OF.get(source or "", source or ""))

    def role(self, name: str | None) -> str:
        """What a file is to its post."""
        return self(ROLES.get(name or "", name or ""))

    def explained(self, status: str) -> str:
        """What a state means, in a sentence without its end."""
        return self(EXPLAINED[status]) if status in EXPLAINED else ""

    def state(self, row: Mapping[str, Any]) -> str:
        """What stands behind the state of a post: where it was kept from, or why it was not, and what is left."""
        status, reason = row["status"], row["reason"]
        platform = self.platform(row.get("platform")) or self("the platform")
        if status in {"archived", "recovered"}:
            return self._kept(row, platform)
        if status == "unavailable":
            what = self._gone(reason, platform)
        elif status == "pending":
            tried = reason != Reason.NOT_TRIED
            what = self("no answer yet ({why})", why=self.reason(reason)) if tried else self("not tried yet")
        else:
            what = self("could not be captured ({why})", why=self.reason(reason))
        return self("{what}; only the article's quotation is kept", what=what) if row.get("text") else what

    def _kept(self, row: Mapping[str, object], platform: str) -> str:
        if row["status"] == "archived":
            if row.get("gone_at"):
                return self("{what} since, kept here", what=self._gone(row["gone_reason"], platform))
            told = {one.get("source") for one in _voices(row)}
            if "export" in told and "platform" not in told:
                return self("kept from {source}", source=self.source("export"))
            return self("kept as {platform} showed it", platform=platform)
        voices = _voices(row)
        wayback = any(one.get("source") == "web-archive" and one.get("via") == "wayback" for one in voices)
        source = self.source("wayback" if wayback else "web-archive")
        return self("{what}, kept from {source}", what=self._gone(row["reason"], platform), source=source)

    def _gone(self, reason: object, platform: str) -> str:
        """Why a platform does not show something: deleted from it, or what else."""
        word = str(reason or "")
        if word in set(GONE_FROM):
            return self(GONE_FROM[Reason(word)], platform=platform)
        return self("not shown by {platform} ({why})", platform=platform, why=self.reason(reason))

    def media_state(self, row: Mapping[str, Any]) -> str:
        """What became of an image or video: its state, and the reason after it."""
        badge, why = self.badge(row["status"]), self.reason(row["reason"])
        if row["status"] == "recovered":
            why = self("{why}, kept from a web archive", why=why)
        return f"{badge}: {why}" if why else badge

    def uncertain(self, confidence: float, doubts: Sequence[str], *, plain: bool, quoted: bool) -> str:
        """What is uncertain about a quotation that the finder is not sure of, in a sentence; nothing when it is sure.

        `plain`: the article was text without markup; `quoted`: the words shown are the quotation itself.
        """
        clauses = left_open(confidence, doubts)
        if not clauses:
            return ""
        sure = self("the finder is {percent} % sure of its words and author", percent=sureness(confidence))
        told = {"what": "; ".join(self(clause) for clause in clauses), "estimate": sure}
        if not quoted:
            return self("Uncertain in the article's quotation: {what} ({estimate}).", **told)
        said = self("Uncertain: {what} ({estimate}).", **told)
        if plain and (not doubts or {"start", "end"} & set(doubts)):
            said += " " + self("The article was copied as plain text, and a sentence of the article may stand in it.")
        return said

    def other_reading(self, said: str, starts: Sequence[str]) -> str:
        """What is uncertain, with where else the post may begin; nothing where nothing is uncertain."""
        if not said or not starts:
            return said
        return f"{said} {self('The post may begin at: “{words}”', words='” / “'.join(starts))}"

    def sure(self, confidence: float) -> str:
        """How sure the finder is of a quotation that it has no doubts about; nothing when markup says it all."""
        if not SURE <= confidence < 1:
            return ""
        return self("The finder is {percent} % sure of these words and their author.", percent=sureness(confidence))

    def day(self, text: str | None) -> str:
        """A day as people write it: 11 November 2022."""
        try:
            day = dt.date.fromisoformat((text or "")[:10])
        except ValueError:
            return text or ""
        return self("{day} {month} {year}", day=day.day, month=self(MONTHS[day.month - 1]), year=day.year)

    def time(self, text: str | None) -> str:
        """A UTC time as people write it: 11 November 2022, 14:05 UTC; a mere day stays one."""
        moment = moment_of(text)
        if moment is None or text is None or len(text) <= 10:
            return self.day(text)
        return f"{self.day(moment.date().isoformat())}, {moment:%H:%M} UTC"

    def number(self, count: int | None) -> str:
        """A count with its thousands set apart."""
        return "" if count is None else f"{count:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")

    def metres(self, precision: float) -> str:
        """How finely a place was written, in whole metres: more digits than that say nothing of how exact it is."""
        return self.number(max(1, round(precision)))

    def degrees(self, value: float, precision_m: float | None = None) -> str:
        """A latitude or longitude as exactly as it is known, at most to a tenth of a metre, without idle zeros."""
        digits = 6 if not precision_m else min(6, max(0, math.ceil(5 - math.log10(precision_m))))
        return f"{value:.{digits}f}".rstrip("0").rstrip(".") if digits else f"{value:.0f}"

    def size(self, count: int | None) -> str:
        """A number of bytes as people write it."""
        value, unit = float(count or 0), "bytes"
        for larger in ("kB", "MB", "GB", "TB"):
            if value < 1000:
                break
            value, unit = value / 1000, larger
        if unit == "bytes":
            return f"{value:.0f} {self.plural(round(value), 'byte', 'bytes')}"
        return f"{self.decimal(value, 0 if value >= 100 else 1)} {unit}"

    def decimal(self, value: float, digits: int = 1) -> str:
        """A number with so many digits behind the point, or the comma that a language has in its place."""
        return f"{value:.{digits}f}".replace(".", self("1.5").strip("15") or ".")


def moment_of(text: str | None) -> dt.datetime | None:
    """The UTC time that a column holds; None when it holds none."""
    try:
        moment = dt.datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)


def safe_link(url: object) -> str | None:
    """The URL, if it is http or https with a host; None for `javascript:`, `data:` and the like."""
    if not isinstance(url, str):
        return None
    try:
        parts = urlsplit(url.strip())
        harmless = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return None
    return url.strip() if harmless else None


def _voices(row: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Whose word each field of a post is."""
    return [one for one in (row.get("sources") or {}).values() if isinstance(one, Mapping)]
