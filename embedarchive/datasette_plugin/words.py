"""What the pages say: states and reasons in plain words, fields and platforms by name, in English or Dutch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from embedarchive.datasette_plugin.dutch import DUTCH
from embedarchive.datasette_plugin.served import LANGUAGES
from embedarchive.model import Reason

BADGES = {
    "archived": "Archived",
    "recovered": "Recovered",
    "unavailable": "Gone",
    "pending": "Waiting",
    "failed": "Failed",
}

REASONS = {
    Reason.DELETED: "deleted",
    Reason.PRIVATE: "made private",
    Reason.WITHHELD: "withheld",
    Reason.SUSPENDED: "account suspended",
    Reason.EXPIRED: "expired",
    Reason.NOT_TRIED: "not tried yet",
    Reason.DNS: "no network, or no such host",
    Reason.CONNECT: "no connection",
    Reason.TLS: "no secure connection",
    Reason.DEADLINE: "the answer took too long",
    Reason.RESET: "the connection was cut",
    Reason.RATE_LIMITED: "asked to come back later",
    Reason.SERVER_ERROR: "the server had an error",
    Reason.LOGIN_WALL: "it wants a login",
    Reason.INTERRUPTED: "the run was interrupted",
    Reason.DISK: "the disk was full or failed",
    Reason.BLOCKED_ADDRESS: "the address is not on the public web",
    Reason.SIZE: "too large",
    Reason.PROTOCOL: "the answer was no proper HTTP",
    Reason.DECODE: "the answer could not be read",
    Reason.REDIRECTS: "it redirects without end",
    Reason.NOT_IN_RECORDING: "not in the recording",
    Reason.UNSUPPORTED: "not supported",
    Reason.UNIDENTIFIED: "which post it is could not be found out",
}

PLATFORMS = {
    "twitter": "X (Twitter)",
    "youtube": "YouTube",
    "tiktok": "TikTok",
    "linkedin": "LinkedIn",
    "soundcloud": "SoundCloud",
    "truthsocial": "Truth Social",
    "documentcloud": "DocumentCloud",
    "googlemaps": "Google Maps",
    "vk": "VK",
    "web": "the web",
}
"""Names that are not the word itself with a capital."""

SOURCES = {
    "article": "the article",
    "syndication": "the platform's embed answer",
    "oembed": "the platform's oEmbed answer",
    "platform": "the platform",
    "wayback": "the Wayback Machine",
    "web-archive": "a web archive",
    "memento": "a web archive",
    "id": "the time inside the post's id",
    "exif": "the photo's own data (EXIF)",
    "geotag": "the post's geotag",
    "text": "coordinates written in the text",
}

OUTCOMES = {
    "captured": "captured",
    "gone": "gone",
    "error": "no answer",
    "quoted": "quoted by the article",
}

ROLES = {
    "photo": "photo",
    "video": "video",
    "gif": "moving picture",
    "poster": "still of a video",
    "audio": "sound",
    "avatar": "avatar",
    "card": "preview picture",
    "document": "document",
}

LINK_KINDS = {"quotes": "Quotes", "replies-to": "Answers", "thread": "Same thread", "link": "Links to"}

IGNORED = {
    "consent-placeholder": "cookie banner line",
    "advertising": "advertisement",
    "analytics": "analytics",
    "share-button": "share button",
}

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language. The English sentence is its own key, as in gettext."""

    language: str = "en"

    @classmethod
    def wanted(cls, setting: str, accepted: str) -> Words:
        """The language that is set, or, when it is `auto`, the first that the browser accepts and we speak."""
        if setting in LANGUAGES:
            return cls(setting)
        for choice in accepted.split(",")[:20]:
            language = choice.partition(";")[0].strip().partition("-")[0].lower()
            if language in LANGUAGES:
                return cls(language)
        return cls()

    def __call__(self, text: str, **values: object) -> str:
        """The sentence in this language, its `{names}` filled in."""
        sentence = DUTCH.get(text, text) if self.language == "nl" else text
        return sentence.format(**values) if values else sentence

    def badge(self, status: str) -> str:
        """A state in one word."""
        return self(BADGES.get(status, status))

    def reason(self, reason: object) -> str:
        """A reason in a few words."""
        word = str(reason or "")
        return self(REASONS[Reason(word)]) if word in set(Reason) else word

    def platform(self, name: str | None) -> str:
        """A platform as people write it."""
        return self(PLATFORMS.get(name or "", (name or "").capitalize()))

    def source(self, name: str | None) -> str:
        """Where a fact comes from."""
        return self(SOURCES.get(name or "", name or ""))

    def state(self, row: Mapping[str, Any]) -> str:
        """What became of a post, in a sentence."""
        status, reason = row["status"], row["reason"]
        why = self.reason(reason)
        if row.get("gone_at") and row.get("captured_at"):
            kept = "Gone from the web ({why}), kept here"
            if status == "recovered":
                kept = "Gone from the web ({why}), kept here from a web archive"
            return self(kept, why=self.reason(row["gone_reason"]))
        if status == "archived":
            return self("Kept as {platform} answered", platform=self.platform(row.get("platform")))
        if status == "recovered":
            return self("Kept from a web archive; the platform itself: {why}", why=why)
        quoted = bool(row.get("text"))
        if status == "unavailable":
            if quoted:
                return self("Gone from the web ({why}); only the article's quotation is left", why=why)
            return self("Gone from the web ({why})", why=why)
        if status == "pending":
            tried = reason != Reason.NOT_TRIED
            waits = self("no answer yet ({why})", why=why) if tried else self("not tried yet")
        else:
            waits = self("could not be captured ({why})", why=why)
        return (
            self("Only the article's quotation is kept: {waits}", waits=waits)
            if quoted
            else waits[:1].upper() + waits[1:]
        )

    def media_state(self, row: Mapping[str, Any]) -> str:
        """What became of a picture or video, in a sentence."""
        why = self.reason(row["reason"])
        if row["status"] == "archived":
            return self("Kept")
        if row["status"] == "recovered":
            return self("Kept from a web archive ({why})", why=why)
        if row["status"] == "unavailable":
            return self("Gone from the web ({why})", why=why)
        if row["status"] == "pending":
            tried = row["reason"] != Reason.NOT_TRIED
            return self("Not kept yet: {why}", why=why) if tried else self("Not fetched yet")
        return self("Could not be kept: {why}", why=why)

    def day(self, text: str | None) -> str:
        """A day as people write it: 11 November 2022."""
        try:
            day = dt.date.fromisoformat((text or "")[:10])
        except ValueError:
            return text or ""
        return f"{day.day} {_MONTHS[self.language].split()[day.month - 1]} {day.year}"

    def time(self, text: str | None) -> str:
        """A UTC time as people write it: 11 November 2022, 14:05 UTC; a mere day stays one."""
        moment = moment_of(text)
        if moment is None or text is None or len(text) <= 10:
            return self.day(text)
        return f"{self.day(moment.date().isoformat())}, {moment:%H:%M} UTC"

    def number(self, count: int | None) -> str:
        """A count with its thousands set apart."""
        return "" if count is None else f"{count:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")

    def degrees(self, value: float) -> str:
        """A latitude or longitude to the sixth decimal, a tenth of a metre, without zeros that say nothing."""
        return f"{value:.6f}".rstrip("0").rstrip(".")

    def size(self, count: int | None) -> str:
        """A number of bytes as people write it."""
        value, unit = float(count or 0), "bytes"
        for larger in ("kB", "MB", "GB", "TB"):
            if value < 1000:
                break
            value, unit = value / 1000, larger
        return f"{value:.0f} {unit}" if unit == "bytes" or value >= 100 else f"{value:.1f} {unit}"


def moment_of(text: str | None) -> dt.datetime | None:
    """The UTC time that a column holds; null when it holds none."""
    try:
        moment = dt.datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)


def safe_link(url: object) -> str | None:
    """The address, if it is http or https with a host; null for `javascript:`, `data:` and the like."""
    if not isinstance(url, str):
        return None
    try:
        parts = urlsplit(url.strip())
        harmless = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return None
    return url.strip() if harmless else None
