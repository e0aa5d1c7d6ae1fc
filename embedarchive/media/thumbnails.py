"""Thumbnails: an image decoded to a small size, once, and written as a JPEG."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

WORKING = 480
"""Pixels a side that an image is decoded to; JPEG does most of that reduction while decoding ("draft")."""


def reduce(image: Image, size: int) -> Image:
    """The image at most `size` pixels a side, upright, without transparency (white shows through), in RGB."""
    from PIL import ImageOps
    from PIL.Image import alpha_composite, new

    image.thumbnail((size, size), reducing_gap=1.1)  # JPEG decodes to the next larger eighth, the rest is resampled
    upright = ImageOps.exif_transpose(image)
    if upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info:
        clear = upright.convert("RGBA")
        ground = new("RGBA", clear.size, "white")
        return alpha_composite(ground, clear).convert("RGB")
    return upright.convert("RGB")


def write(image: Image, out: str, size: int) -> None:
    """Write a JPEG without metadata, under its name only when it is whole."""
    small = image.copy()
    small.thumbnail((size, size))
    part = Path(f"{out}.part")
    try:
        small.save(part, "JPEG", quality=82)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
