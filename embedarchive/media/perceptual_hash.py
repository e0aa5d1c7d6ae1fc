"""A hash that images have in common which look alike."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

_SIDE, _KEPT = 32, 8


def of_image(image: Image) -> str:
    """The 64-bit perceptual hash of an image, as 16 hexadecimal digits.

    The cosine transform of its 32 by 32 grey pixels; one bit for each of the 8 by 8 lowest frequencies, set when it
    is above their median (Zauner, "Implementation and Benchmarking of Perceptual Image Hash Functions", 2010).
    Survives scaling, recompression and small changes of colour, not mirroring or cropping.
    """
    from PIL.Image import Resampling

    grey = image.convert("L").resize((_SIDE, _SIDE), Resampling.LANCZOS)
    pixels = grey.tobytes()
    waves = [[math.cos(math.pi * (2 * at + 1) * k / (2 * _SIDE)) for at in range(_SIDE)] for k in range(_KEPT)]
    lines = [[float(pixel) for pixel in pixels[y * _SIDE : (y + 1) * _SIDE]] for y in range(_SIDE)]
    rows = [[sum(map(float.__mul__, wave, line)) for wave in waves] for line in lines]
    columns = list(zip(*rows, strict=True))
    low = [sum(map(float.__mul__, wave, columns[x])) for wave in waves for x in range(_KEPT)]
    median = sorted(low[1:])[len(low[1:]) // 2]  # the first is the mean brightness, far above all others
    return f"{sum(1 << (63 - at) for at, value in enumerate(low) if value > median):016x}"
