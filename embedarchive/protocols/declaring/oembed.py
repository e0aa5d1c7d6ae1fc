"""oEmbed (https://oembed.com): how a platform declares that it answers such questions.

A platform that does needs no capture of its own, only `OEMBED`, an `OEmbed`, in its module; what is asked then and how
answers are read stands in `service` and `oembed_answer`, which are loaded when something is fetched.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from embedarchive.model import Missing, Post, Reason, Reference, Request, Response
from embedarchive.protocols.declaring.sources import Source


def _nothing(_identifier: str, _served: str) -> tuple[str, ...]:
    return ()


def no_time(_text: str) -> dt.datetime | None:
    """For ids that contain no time, and times that cannot be placed."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class OEmbed:
    """How one platform answers oEmbed questions.

    Attributes:
        endpoint: the address that is asked; `url` and the parameters are added.
        parameters: what else it is asked with.
        page: whether the post's page, too, is asked, for what the answer lacks. When the answer shows no post, the
            page is asked in any case: one endpoint's word does not make a post gone.
        means: statuses that mean something else there than `outcomes.USUAL` says.
        bare: what an answer without a single fact means.
        handle: the key of the answer that holds the author's handle.
        profile: the address of an author's page without scheme and `www.`, `{}` standing for the handle.
        titles: whether titles are HTML.
        role: what the thumbnail is: poster (of a video or a sound) or photo.
        pictures: larger and other copies of the thumbnail, the best first, from the post's id and the address of the
            thumbnail (empty when there is none).
        uploaded: the UTC time that `upload_date` means.
    """

    endpoint: str
    parameters: tuple[tuple[str, str], ...] = (("format", "json"),)
    page: bool = False
    means: tuple[tuple[int, Reason], ...] = ()
    bare: Reason = Reason.PROTOCOL
    handle: str = ""
    profile: str = ""
    titles: bool = False
    role: str = "poster"
    pictures: Callable[[str, str], tuple[str, ...]] = _nothing
    uploaded: Callable[[str], dt.datetime | None] = no_time

    def request(self, url: str) -> Request:
        """The question about a post at that address."""
        mark = "&" if "?" in self.endpoint else "?"
        return Request(url=f"{self.endpoint}{mark}{urlencode((('url', url), *self.parameters))}", kind="api")

    def source(self, *, gives: str, shape: str, checked: str, ids: str = "") -> Source:
        """This endpoint as one of its platform's sources; see `Source`."""
        mark, rest = "&" if "?" in self.endpoint else "?", urlencode(self.parameters)
        url = f"{self.endpoint}{mark}url={{quoted}}{f'&{rest}' if rest else ''}"
        return Source(
            name="oembed", who="oEmbed", url=url, kind="api", ids=ids, gives=gives, shape=shape, checked=checked
        )


@dataclass(frozen=True, slots=True)
class Service:
    """A platform that is served by what it declares.

    Attributes:
        name: of the platform.
        recognise: which post an address names.
        posted_at: the time that an id contains.
        oembed: how it answers oEmbed questions; None when it does not.
        page: what a page of it says, read in its own way; None when the common way is enough or it has no words.
    """

    name: str
    recognise: Callable[[str], Reference | None]
    posted_at: Callable[[str], dt.datetime | None] = no_time
    oembed: OEmbed | None = None
    page: Callable[[Response, Reference], Post | Missing | None] | None = None
