"""Decoding a picture, once: its small copy and its perceptual hash come from the same reduced decode."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

WORKING = 480
"""Pixels a side that a picture is decoded to; JPEG does most of that reduction while decoding ("draft")."""
_SIDE, _KEPT = 32, 8


def reduced(image: Image, size: int) -> Image:
    """The picture at most `size` pixels a side, upright, without transparency (white shows through), in RGB."""
    from PIL import ImageOps
    from PIL.Image import alpha_composite, new

    image.thumbnail((size, size), reducing_gap=1.1)  # JPEG decodes to the next larger eighth, the rest is resampled
    upright = ImageOps.exif_transpose(image)
    if upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info:
        clear = upright.convert("RGBA")
        ground = new("RGBA", clear.size, "white")
        return alpha_composite(ground, clear).convert("RGB")
    return upright.convert("RGB")


def phash(picture: Image) -> str:
    """The 64-bit perceptual hash of a picture, as 16 hexadecimal digits.

    The cosine transform of its 32 by 32 grey pixels; one bit for each of the 8 by 8 lowest frequencies, set when it
    is above their median (Zauner, "Implementation and Benchmarking of Perceptual Image Hash Functions", 2010).
    Survives scaling, recompression and small changes of colour, not mirroring or cropping.
    """
    from PIL.Image import Resampling

    grey = picture.convert("L").resize((_SIDE, _SIDE), Resampling.LANCZOS)
    pixels = grey.tobytes()
    waves = [[math.cos(math.pi * (2 * at + 1) * k / (2 * _SIDE)) for at in range(_SIDE)] for k in range(_KEPT)]
    lines = [[float(pixel) for pixel in pixels[y * _SIDE : (y + 1) * _SIDE]] for y in range(_SIDE)]
    rows = [[sum(map(float.__mul__, wave, line)) for wave in waves] for line in lines]
    columns = list(zip(*rows, strict=True))
    low = [sum(map(float.__mul__, wave, columns[x])) for wave in waves for x in range(_KEPT)]
    median = sorted(low[1:])[len(low[1:]) // 2]  # the first is the mean brightness, far above all others
    return f"{sum(1 << (63 - at) for at, value in enumerate(low) if value > median):016x}"


def write(picture: Image, out: str, size: int) -> None:
    """Write a JPEG without metadata, under its name only when it is whole."""
    picture = picture.copy()
    picture.thumbnail((size, size))
    part = Path(f"{out}.part")
    try:
        picture.save(part, "JPEG", quality=82)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
