"""What a recording holds of a post beside the answers that a capture asks for.

A crawl with a browser, or with an account, holds answers that we have no way to ask for: the site's own queries for
programs, pages of years ago, addresses with keys in them. When a recording lacks what a capture asked for, it is asked
which addresses of the platform it holds that name the post (`urn:recorded:HOSTS:WORD`, answered as
`text/uri-list`, RFC 2483), and each of them is read as the platform reads any answer. The network is never asked so.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from embedarchive import urls
from embedarchive.model import GONE, Answer, Capture, Embed, Missing, Post, Reason, Refusal, Request, Response
from embedarchive.protocols.reading.provenance import filled

if TYPE_CHECKING:
    from embedarchive.protocols.declaring.platform import Platform

_MOST = 12
"""Recorded answers that are read of one post."""
_POSTED = "#post-"
"""What the address of an answer to a POST request ends with, beside a number."""
_SHORTEST = 3
"""Characters of a word that is looked for: the id `20` stands in every other address, `status/20` does not."""


def ask(platform: Platform, embed: Embed) -> Capture:
    """The platform's capture; where a recording lacked an answer and no post was found, what else it holds."""
    lacking = False
    asking = platform.capture(embed)
    try:
        asked = next(asking)
        while True:
            given = yield asked
            lacking = lacking or any(_lacks(one) for one in (given if isinstance(given, tuple) else (given,)))
            asked = asking.send(given)
    except StopIteration as end:
        outcome: Post | Missing = end.value
    if isinstance(outcome, Post) or not lacking or outcome.reason in GONE:
        return outcome
    return (yield from _held(platform, embed, outcome))


def _lacks(answer: Answer) -> bool:
    return isinstance(answer, Refusal) and answer.reason is Reason.NOT_IN_RECORDING


def _held(platform: Platform, embed: Embed, missing: Missing) -> Capture:
    """The post, of the recorded answers that name it; each fills what those before it leave open."""
    address = missing.url or embed.url or ""
    known = platform.recognise(address)
    identifier = missing.id or embed.id or (known.id if known else "")
    word = identifier.rpartition("/")[2]
    here = urls.parse(address)
    hosts = platform.recorded_at or ((here.host,) if here else ())
    if len(word) < _SHORTEST and here is not None and word in here.segments[-1:]:
        word = "/".join(here.segments[-2:])
    if len(word) < _SHORTEST or not hosts:
        return missing
    answer: Answer = yield Request(url=f"urn:recorded:{','.join(hosts)}:{quote(word, safe='')}", kind="api")
    if isinstance(answer, Refusal) or answer.status != 200:
        return missing
    told: list[Missing] = []
    found: Post | None = None
    for listed in answer.body.decode("utf-8", "replace").splitlines()[:_MOST]:
        each: Answer = yield Request(url=listed)
        if isinstance(each, Response) and _POSTED in listed:  # at an address that names no post: the answer does
            each = replace(each, url=address)
        said = platform.read(each) if isinstance(each, Response) else None
        if isinstance(said, Missing):
            told.append(said)
        elif said is not None and said.id == identifier:
            found = filled(found, said) if found else said
    if found is not None:
        return replace(found, url=found.url or embed.url)
    gone = next((one for one in told if one.reason in GONE), None)
    best = gone or (told[0] if told and missing.reason is Reason.NOT_IN_RECORDING else None)
    return replace(best, id=best.id or identifier, url=best.url or address) if best else missing
