"""A person says where a post begins in an article: kept as that person's word, above the finder's."""

from __future__ import annotations

from dataclasses import replace

from embedarchive import documents, finder
from embedarchive.archive.fetching.posts import PARSER
from embedarchive.documents import publication
from embedarchive.errors import SourceError, UsageError
from embedarchive.finder.text.corrections import begun_at
from embedarchive.model import PLAIN_TEXT, Embed, Scan
from embedarchive.store import Store
from embedarchive.store.corrections import Printed, printed
from embedarchive.version import __version__


def correct(store: Store, key: str, start: str, *, operator: str | None) -> tuple[Embed, ...]:
    """Have a post begin with these words in every article that prints it as plain text; what it says there now.

    Raises:
        UsageError: no article prints the post as plain text, or these words do not stand above its attribution.
    """
    if not start.strip():
        raise UsageError("Say with which words the post begins, as in --start 'Half the town is dark'.")
    places = [place for place in printed(store.connection, key) if place.embed.form == PLAIN_TEXT]
    if not places:
        raise UsageError("No article prints this post as plain text: where markup holds a post, nothing is guessed.")
    settled = [(place, found) for place in places if (found := _begun(store, place, start)) is not None]
    if not settled:
        raise UsageError(f"The words {start.strip()[:80]!r} do not stand above the post's attribution in the article.")
    store.begin_run("correct", versions={"embedarchive": __version__}, options={"post": key}, operator=operator)
    for place, (scan, _) in settled:
        data = _bytes(store, place)
        store.add_article(data, scan, finder.readable(scan).text, parser=PARSER, url=place.url)
    store.end_run(0, {"corrected": len(settled)})
    return tuple(embed for _, (_, embed) in settled)


def _bytes(store: Store, place: Printed) -> bytes:
    """An article as it was kept."""
    path = store.path_of(place.document)
    try:
        return path.read_bytes() if path is not None else b""
    except OSError as error:
        raise SourceError(f"The archive's copy of {place.source} cannot be read: {error.strerror}.") from error


def _begun(store: Store, place: Printed, start: str) -> tuple[Scan, Embed] | None:
    """The article's finds with the post begun there, and the post; None where those words do not stand above it."""
    data = _bytes(store, place)
    if not data:
        raise SourceError(f"The archive keeps no copy of {place.source} any more; nothing can be read in it.")
    read = documents.read(
        data, source=place.source, base_url=place.base_url, media_type=f"{place.media_type}; charset={place.charset}"
    )
    document = next((each for each in read if (each.part or "") == place.part), None)
    if document is None:
        return None
    scan = finder.scan(publication.told(document))
    embed = begun_at(scan.document, place.embed, start)
    at = [index for index, each in enumerate(scan.embeds) if embed is not None and _stands_in(embed, each)]
    if embed is None or not at:
        return None
    embeds = [*scan.embeds]
    embeds[at[0]] = replace(embed, id=scan.embeds[at[0]].id or embed.id)
    return replace(scan, embeds=tuple(embeds)), embeds[at[0]]


def _stands_in(one: Embed, other: Embed) -> bool:
    return one.handle == other.handle and one.start < other.end and other.start < one.end
