"""What a recording's files are, and the places of their answers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from embedarchive.errors import RecordingError
from embedarchive.web import har
from embedarchive.web.mementos import Look, Memento, memento_of
from embedarchive.web.recording_kinds import GZIP, ZIP, is_har, is_utf_16, unzipped
from embedarchive.web.volumes import Damaged, Place, Volume
from embedarchive.web.wacz import WARCS, Wacz
from embedarchive.web.warc_records import Joined, Record, following, read_head, records, unpacked
from embedarchive.web.zip_members import ZipMembers

_DAMAGES = 100
"""Damages of one file behind which records are looked for."""


@dataclass(slots=True)
class Index:
    """What the files of a recording hold.

    Attributes:
        requests: where the question to each answer stands, by the answer's id.
        posted: how the question was asked, by the ids of answers to others than GET.
        framed: the ids of answers that a browser asked for as a frame of another page.
        pages: the addresses of lists of pages; `seeds`: those that were asked for; `listing`: the volumes that have
            such a list.
        left_out: how many answers of each file cannot be given, and why.
        look: see `web.recording`.
        zipped: HAR files that stand in a ZIP file, with their folder in it.
    """

    mementos: list[Memento] = field(default_factory=list)
    requests: dict[str, Place] = field(default_factory=dict)
    posted: dict[str, str] = field(default_factory=dict)
    framed: set[str] = field(default_factory=set)
    pages: list[str] = field(default_factory=list)
    seeds: set[str] = field(default_factory=set)
    listing: set[Volume] = field(default_factory=set)
    left_out: dict[str, Counter[str]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    look: Look | None = None
    zipped: dict[Volume, tuple[ZipMembers, str, Callable[[], Path]]] = field(default_factory=dict)

    def leave_out(self, volume: Volume, why: str) -> None:
        """Count an answer that cannot be given."""
        self.left_out.setdefault(volume.name, Counter())[why] += 1

    def take(self, more: Index) -> None:
        """Note what was found apart in a file of records."""
        self.mementos += more.mementos
        self.requests |= more.requests
        self.posted |= more.posted
        self.framed |= more.framed
        for name, counted in more.left_out.items():
            self.left_out.setdefault(name, Counter()).update(counted)

    def beside(self, volume: Volume, name: str) -> Volume:
        """The file that a HAR file names.

        Raises:
            Damaged: it is not there, or not beside it.
        """
        inside = self.zipped.get(volume)
        if inside is not None:
            members, folder, private = inside
            if folder + name in members:
                try:
                    return members.volume(folder + name, private())
                except RecordingError as error:
                    raise Damaged(str(error).rstrip(".")) from error
        elif PurePosixPath(name).name == name and (path := Path(volume.name).parent / name).is_file():
            return Volume(path, str(path))
        raise Damaged(f"{name[:80]}, which holds its content, is not there")


def index(path: Path, into: Index, folder: Callable[[], Path]) -> None:
    """Note everything that a file holds.

    Args:
        path: the file.
        into: what is noted.
        folder: gives a folder for what has to be unpacked.

    Raises:
        RecordingError: nothing in it can be read.
        OSError: it cannot be read.
    """
    volume = Volume(path, str(path))
    front = volume.front(1024)
    inside = unzipped(front)
    if front.startswith(ZIP):
        _index_zip(path, into, folder)
    elif is_har(inside) or is_utf_16(inside):
        _index_har(_in_utf_8(unpacked(volume, folder()) if front.startswith(GZIP) else volume, folder), into)
    else:
        scanned(volume, into, folder)


def _index_zip(path: Path, into: Index, folder: Callable[[], Path]) -> None:
    members = ZipMembers(path)
    inside, saved = members.names(".wacz"), members.names(".har")
    for name in inside:  # several in one file
        packed = members.unpacked(name, folder())
        _index_wacz(packed, into, folder)
        if deeper := packed.names(".wacz"):
            into.notes += (f"{packed.called}: {deeper[0][:80]} in it is not read: it is packed once too often.",)
    for name in saved:
        volume = _in_utf_8(members.volume(name, folder()), folder)
        into.zipped[volume] = members, name[: len(name) - len(PurePosixPath(name).name)], folder
        _index_har(volume, into)
    if members.names(*WARCS) or not (inside or saved):
        _index_wacz(members, into, folder)


def _index_wacz(members: ZipMembers, into: Index, folder: Callable[[], Path]) -> None:
    wacz = Wacz(members, folder())
    indexed = wacz.indexed()
    for name, volume in wacz.volumes.items():
        if name in indexed:
            into.mementos += indexed[name]
        else:
            scanned(volume, into, folder)
    pages = list(wacz.pages())
    if pages:
        into.pages += pages
        into.seeds |= wacz.seeds()
        into.listing.update(wacz.volumes.values())
    into.notes += tuple(wacz.wrong())


def _in_utf_8(volume: Volume, folder: Callable[[], Path]) -> Volume:
    return har.in_utf_8(volume, folder()) if is_utf_16(volume.front()) else volume


def _index_har(volume: Volume, into: Index) -> None:
    found: list[Memento] = []
    try:
        for number, (memento, framed) in enumerate(har.mementos(volume)):
            if isinstance(memento, str):
                into.leave_out(volume, memento)
                continue
            named = f"{volume.name}#{number}" if framed else ""
            into.framed.update({named} if framed else ())
            found.append(replace(memento, id=named) if framed else memento)
    except Damaged as damage:
        _told(volume, damage, into)
    into.mementos += found


def scanned(volume: Volume, into: Index, folder: Callable[[], Path]) -> None:
    """Note what the records of a WARC or ARC file hold, all of it read.

    Raises:
        RecordingError: nothing in it can be read.
        OSError: it cannot be read.
    """
    begun = len(into.mementos)
    try:
        _scan(volume, into)
    except Joined:
        del into.mementos[begun:]
        into.left_out.pop(volume.name, None)
        _scan(unpacked(volume, folder()), into)


def _scan(volume: Volume, into: Index) -> None:
    """Note the records of a file; behind damage those that stand whole up to its end.

    Others there are not believed: the content of a record that was cut may hold what looks like records, which then
    anybody could have written who was visited. That breaks off where the record does.
    """
    begun = len(into.mementos)
    whole, first = _scan_from(0, volume, into)
    damage = first
    for _ in range(_DAMAGES):
        start = None if damage is None else following(volume, damage.at)
        if start is None:
            break
        behind = Index(look=into.look)
        read, damage = _scan_from(start, volume, behind)
        if damage is None:
            into.take(behind)
            whole += read
    if first is not None:
        _told(volume, first, into, whole)
    elif not whole and volume.size is None:
        raise RecordingError(f"{volume.name}: no recorded web can be read from this file: it holds no record.")
    elif len(into.mementos) == begun and volume.name not in into.left_out and volume.size is None:
        into.notes += (f"{volume.name}: no answer is in it, only what a recorder writes beside answers.",)


def _scan_from(start: int, volume: Volume, into: Index) -> tuple[int, Damaged | None]:
    """Note the records from a place on; how many are whole, and what ends them."""
    last: Memento | str | None = None
    read = 0

    def note() -> None:
        """Note the record before, which has turned out to be whole."""
        if isinstance(last, str):
            into.leave_out(volume, last)
        elif last is not None:
            into.mementos.append(last)

    try:
        for record, place in records(volume, start):
            note()
            read, last = read + 1, _noted(record, place, into)
        note()
    except Damaged as damage:
        if damage.whole == read:
            note()
        return damage.whole, damage
    return read, None


def _noted(record: Record, place: Place, into: Index) -> Memento | str | None:
    """The memento that a record holds, or why it holds none that can be given; what a request record says is noted."""
    if record.kind != "request":
        asked = record.headers.get("warc-concurrent-to", "")
        if asked in into.posted:
            into.posted.setdefault(record.id, into.posted[asked])
        if asked and asked in into.framed:
            into.framed.add(record.id)
        if asked in into.requests:
            into.requests.setdefault(record.id, into.requests[asked])
        return memento_of(record, place, into.look)
    head = read_head(record.block)
    for name in filter(None, (record.headers.get("warc-concurrent-to"), record.id)):
        into.requests[name] = place
        if head[:4].upper() != b"GET ":
            into.posted[name] = head.partition(b" ")[0].decode("latin-1").upper()
        elif _FRAME.search(head):
            into.framed.add(name)
    return None


_FRAME = re.compile(rb"\nsec-fetch-dest:[ \t]{0,8}(?:i?frame|embed|object)[ \t\r]{0,8}\n", re.IGNORECASE)


def _told(volume: Volume, damage: Damaged, into: Index, whole: int = 0) -> None:
    """Say what of a damaged file is used: what stands before the damage, and of `whole` records in it the others.

    Raises:
        RecordingError: nothing.
    """
    whole = max(whole, damage.whole)
    if not whole:
        raise RecordingError(f"{volume.name}: no recorded web can be read from this file: {damage}.") from damage
    behind = whole - damage.whole
    used = (
        f"of what follows, those that stand whole up to the end ({behind}) are used"
        if behind
        else "only those are used"
    )
    into.notes += (f"{volume.name}: {damage} after {damage.whole} whole records; {used}.",)
