"""The process that decodes: reads one job a line, writes one or two lines of facts for it.

The first line is written before anything is decoded. When the decoding then ends this process, those facts are known.
"""

from __future__ import annotations

import dataclasses
import json
import os
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from embedarchive import signatures
from embedarchive.media import boxes, credentials, kinds, limits, metadata, perceptual_hash, sizes, thumbnails
from embedarchive.media.facts import Facts, to_plain

Tell = Callable[[Facts], None]
_ANIMATION = 20_000_000
"""Bytes of an animation whose images are counted: counting reads all of it."""


def main() -> None:
    """Work until standard input ends."""
    output = os.fdopen(os.dup(1), "w", encoding="ascii", buffering=1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # nobody else writes into the answers
    warnings.simplefilter("ignore")
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # the limit on pixels is ours, and keeps the size known
    limits.confine()

    def say(facts: Facts, *, last: bool) -> None:
        output.write(json.dumps(to_plain(facts) | {"last": last}) + "\n")

    for line in sys.stdin:
        job = json.loads(line)
        limits.allow_one_more()
        say(_facts(job["path"], job.get("thumbnail"), job["size"], lambda facts: say(facts, last=False)), last=True)


def _facts(path: str, out: str | None, size: int, tell: Tell) -> Facts:
    with Path(path).open("rb") as file:
        kind = signatures.kind(file.read(signatures.HEAD)).media_type or "application/octet-stream"
        facts = Facts(media_type=kind)
        try:
            if kind in kinds.VIDEOS:
                return _video(facts, file)
            if kind in kinds.IMAGES:
                return _picture(facts, file, out, size, tell)
        except Exception as error:  # noqa: BLE001 -- the boundary of one file: whatever it did to the decoder is its problem
            return dataclasses.replace(facts, problem=_problem(error))
    return dataclasses.replace(facts, problem=f"{kind} is kept and not decoded")


def _problem(error: BaseException) -> str:
    if isinstance(error, MemoryError):
        return f"decoding needs more than {limits.MEMORY // 1024**2} MiB"
    return f"cannot be decoded: {type(error).__name__}: {' '.join(str(error).split())[:200]}"


def _video(facts: Facts, file: BinaryIO) -> Facts:
    video = boxes.read(file, os.fstat(file.fileno()).st_size)
    return dataclasses.replace(
        facts,
        width=video.width,
        height=video.height,
        duration_s=video.duration_s,
        taken_at=video.created_at,
        latitude=video.latitude,
        longitude=video.longitude,
        precision_m=video.precision_m,
        credentials=video.credentials,
        problem="no video header was found"
        if video.duration_s is None
        else "the file ends early"
        if video.cut_off
        else "",
    )


def _picture(facts: Facts, file: BinaryIO, out: str | None, size: int, tell: Tell) -> Facts:
    from PIL import Image

    facts = dataclasses.replace(facts, credentials=credentials.present(file, facts.media_type))
    if refused := _too_large(facts.media_type, sizes.dimensions(file, facts.media_type) or (0, 0)):
        return dataclasses.replace(facts, **refused)
    file.seek(0)
    if facts.media_type in kinds.HEIF:
        import pi_heif

        pi_heif.options.DECODE_THREADS = 1  # each would take address space of its own
        pi_heif.register_heif_opener(thumbnails=False)
    image = Image.open(file, formats=kinds.IMAGES[facts.media_type])
    refused = _too_large(facts.media_type, image.size)
    known, problem = _metadata(image, decode=not refused)
    turned = known.get("exif", {}).get("Orientation") in {5, 6, 7, 8}
    width, height = image.size[::-1] if turned else image.size
    facts = dataclasses.replace(facts, width=width, height=height, problem=problem, **known)
    tell(facts)
    if refused:
        return dataclasses.replace(facts, problem=refused["problem"])
    try:
        small = thumbnails.reduce(image, max(size, thumbnails.WORKING))
        facts = dataclasses.replace(facts, phash=perceptual_hash.of_image(small))
        if out is not None:
            thumbnails.write(small, out, size)
            facts = dataclasses.replace(facts, thumbnail=True)
        tell(facts)
        if os.fstat(file.fileno()).st_size <= _ANIMATION:
            facts = dataclasses.replace(facts, frames=getattr(image, "n_frames", 1))
    except Exception as error:  # noqa: BLE001 -- see above; what is known already stays known
        return dataclasses.replace(facts, problem=_problem(error))
    return facts


def _too_large(media_type: str, size: tuple[int, int]) -> dict[str, Any]:
    """The facts of an image that is not decoded because of its size; none when it may be."""
    most, (width, height) = limits.pixels(media_type), size
    if width * height <= most:
        return {}
    problem = f"{width} × {height} pixels are more than {most // 10**6} million"
    return {"width": width, "height": height, "problem": problem}


def _metadata(image: Any, *, decode: bool) -> tuple[dict[str, Any], str]:  # noqa: ANN401 -- Pillow is imported where it is used
    """What the image says of itself; broken metadata does not keep it from being decoded."""
    try:
        return metadata.read(image, decode=decode), ""
    except Exception as error:  # noqa: BLE001 -- the parsers of three formats fail in many ways
        return {}, f"metadata cannot be read: {type(error).__name__}"
