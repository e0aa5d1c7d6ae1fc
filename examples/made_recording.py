"""Record what captures ask a made web for, as a WARC/1.1 file that is the same to the byte each time."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from made_web import MadeAnswer, MadeWeb

from embedarchive import platforms
from embedarchive.exports.warc_writer import write_record
from embedarchive.model import Asked, Capture, Embed, Image, MediaRef, Missing, Post, Request, Response, Scan

_HOPS = 10


class Recorder:
    """Drives captures against a made web and remembers every answer, in the order they were asked for."""

    def __init__(self, web: MadeWeb, at: dt.datetime) -> None:
        """Record a web as it is at one moment."""
        self._web, self._at = web, at
        self.answers: dict[str, MadeAnswer] = {}

    def scan(self, scan: Scan) -> list[Post | Missing]:
        """Ask for everything that archiving an article asks for; returns what became of its embeds."""
        outcomes = [self.embed(embed) for embed in scan.embeds]
        for image in scan.images:
            self.image(image)
        return outcomes

    def embed(self, embed: Embed) -> Post | Missing:
        """A post and its media; from the web archive where the platform has lost it."""
        platform = platforms.get(embed.platform)
        outcome = self._drive(platform.capture(embed))
        if isinstance(outcome, Missing):
            known = replace(embed, id=outcome.id or embed.id, url=outcome.url or embed.url)
            outcome = self._drive(platforms.recover(platform, known, outcome))
        if isinstance(outcome, Post):
            for post in (outcome, *outcome.related):
                for ref in post.media:
                    self._media(ref)
        return outcome

    def image(self, image: Image) -> None:
        """An image of the article, as it was served and as it was made."""
        for url in dict.fromkeys((*image.candidates, image.url)):
            self._ask(Request(url=url, kind="media"))

    def _media(self, ref: MediaRef) -> None:
        for url in ref.candidates if ref.role != "avatar" else ():
            if self._ask(Request(url=url, kind="media")).status == 200:
                return

    def _drive(self, capture: Capture) -> Post | Missing:
        try:
            asked: Asked = next(capture)
            while True:
                one = isinstance(asked, Request)
                requests = (asked,) if isinstance(asked, Request) else asked
                answers = tuple(self._ask(request) for request in requests)
                asked = capture.send(answers[0] if one else answers)
        except StopIteration as end:
            outcome: Post | Missing = end.value
            return outcome

    def _ask(self, request: Request) -> Response:
        url = request.url
        for _hop in range(_HOPS):
            answer = self.answers.setdefault(url, self._web.answer(url))
            target = answer.header("location") if request.follow and answer.status in (301, 302) else None
            if target is None:
                break
            url = urljoin(url, target)
        headers = tuple((name.lower(), value) for name, value in answer.headers)
        return Response(request=request, url=url, status=answer.status, headers=headers, body=answer.body, at=self._at)


def write_warc(path: Path, answers: Iterable[tuple[str, MadeAnswer]], at: dt.datetime) -> None:
    """Write a request and a response for every answer, one second apart."""
    note = b"software: made by examples/make_recorded_web.py\r\nformat: WARC File Format 1.1\r\n"
    with path.open("wb") as file:
        write_record(file, "warcinfo", at=at, body=note, more=_named("warcinfo", "", at))
        for number, (url, answer) in enumerate(answers):
            moment = at + dt.timedelta(seconds=number)
            asked = {**_named("request", url, moment), "WARC-Concurrent-To": _name("response", url, moment)}
            write_record(file, "request", at=moment, url=url, head=_request_head(url), more=asked)
            named = _named("response", url, moment)
            write_record(file, "response", at=moment, url=url, head=answer.head(), body=answer.body, more=named)


def _request_head(url: str) -> bytes:
    address = urlsplit(url)
    target = (address.path or "/") + (f"?{address.query}" if address.query else "")
    return f"GET {target} HTTP/1.1\r\nHost: {address.netloc}\r\nAccept: */*\r\nConnection: close\r\n\r\n".encode()


def _named(kind: str, url: str, at: dt.datetime) -> dict[str, str]:
    """The field that names a record, in place of the random name that the writer would give it."""
    return {"WARC-Record-ID": _name(kind, url, at)}


def _name(kind: str, url: str, at: dt.datetime) -> str:
    return f"<{uuid.uuid5(uuid.NAMESPACE_URL, f'{kind} {at.isoformat()} {url}').urn}>"
