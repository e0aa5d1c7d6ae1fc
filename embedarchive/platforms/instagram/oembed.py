"""Instagram's answers to oEmbed questions: open until October 2020, then behind a key; crawls and archives hold them.

The account's name for people stands in the code that shows the post only: `A post shared by Jane Doe (@janedoe)`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from embedarchive import urls
from embedarchive.model import MediaRef, Post
from embedarchive.platforms.instagram import address as instagram
from embedarchive.protocols.reading import values
from embedarchive.protocols.reading.provenance import credited
from embedarchive.protocols.reading.soup import attribute, first, soup

_SIGNED = re.compile(r"(?:shared|posted) by (?P<name>.{1,150}?) \(@(?P<handle>[A-Za-z0-9_.]{1,30})\)")


def is_answer(answer: Mapping[str, object]) -> bool:
    """Whether an object is an oEmbed answer of Instagram."""
    return answer.get("provider_name") == "Instagram" and ("html" in answer or "author_name" in answer)


def read(answer: Mapping[str, object], asked: str) -> Post | None:
    """The post of an answer; `asked` is the address of the question. None when neither names one."""
    code = soup(values.text(answer.get("html")) or "")
    question = urls.parse(asked)
    link = attribute(first(code, "[data-instgrm-permalink]"), "data-instgrm-permalink")
    known = instagram.recognise(link or "") or instagram.recognise(question.parameter("url") if question else "")
    if known is None:
        return None
    signed = _SIGNED.search(" ".join(code.get_text(" ").split())[-2000:])
    handle = values.text(answer.get("author_name")) or (signed["handle"] if signed else known.handle)
    at = values.moment(attribute(first(code, "time[datetime]"), "datetime"))
    picture = values.link(answer.get("thumbnail_url"))
    width, height = (values.number(answer.get(f"thumbnail_{side}")) for side in ("width", "height"))
    return credited(
        Post(
            platform=instagram.NAME,
            id=known.id,
            url=known.url,
            author=signed["name"] if signed else None,
            handle=handle,
            author_url=f"https://www.instagram.com/{handle}/" if handle else None,
            posted_at=at or instagram.posted_at(known.id),
            text=values.text(answer.get("title")),
            media=(MediaRef(candidates=(picture,), width=width, height=height),) if picture else (),
        ),
        "oembed",
        **({} if at else {"posted_at": "id"}),
    )
