"""A bridge over a river in a small town, painted from sines and the golden ratio at any hour of the day."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from PIL import Image, ImageDraw

SCALE = 2
"""Everything is drawn this many times larger and then reduced: smooth edges."""

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The bridge over the river, at some hour, with what happens on it.

    Attributes:
        sky, water: the colour at the top and at the bottom.
        sun: where it stands, in shares of the width and the height.
        people: how many stand on the bridge.
        moment: seconds since the video began; the water and the people move with it.
    """

    sky: tuple[Colour, Colour]
    water: tuple[Colour, Colour]
    town: Colour
    sun: tuple[float, float]
    people: int
    bunting: bool = True
    balloons: int = 0
    ribbon: bool = False
    windmill: bool = False
    moment: float = 0.0


MORNING = Scene(
    sky=((96, 158, 206), (250, 226, 190)),
    water=((120, 166, 186), (44, 92, 122)),
    town=(92, 104, 126),
    sun=(0.22, 0.30),
    people=46,
)
NOON = replace(
    MORNING, sky=((70, 140, 205), (196, 224, 238)), town=(118, 110, 116), sun=(0.74, 0.16), people=120, balloons=14
)
RIBBON = replace(MORNING, sky=((122, 168, 200), (252, 236, 210)), people=1, ribbon=True, bunting=False)
CHOIR = replace(
    MORNING,
    sky=((64, 142, 170), (252, 222, 158)),
    water=((150, 178, 160), (38, 84, 104)),
    town=(96, 92, 104),
    sun=(0.60, 0.24),
    people=22,
    windmill=True,
)


def spread(count: int, step: float = 0.6180339887) -> Iterator[float]:
    """Numbers from 0 to 1 that look scattered and never change."""
    return (index * step % 1.0 for index in range(1, count + 1))


def blend(one: Colour, other: Colour, share: float) -> Colour:
    """A colour between two."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def paint(scene: Scene, width: int, height: int) -> Image.Image:
    """The scene as a picture of that size."""
    wide, high = width * SCALE, height * SCALE
    image = Image.new("RGB", (wide, high))
    draw = ImageDraw.Draw(image)
    shore = round(high * 0.62)
    _gradient(draw, wide, 0, shore, scene.sky)
    _sun(image, scene, wide, high)
    draw = ImageDraw.Draw(image)
    _clouds(draw, scene, wide, high)
    _hills(draw, scene, wide, shore)
    _town(draw, scene, wide, shore)
    if scene.windmill:
        _windmill(draw, scene, wide * 0.86, shore, high * 0.30)
    _gradient(draw, wide, shore, high, scene.water)
    _shimmer(draw, scene, wide, shore, high)
    deck = round(high * 0.60)
    _bridge(draw, scene, wide, high, deck)
    _people(draw, scene, wide, high, deck)
    if scene.bunting:
        _bunting(draw, wide, high)
    _balloons(draw, scene, wide, high)
    _swallows(draw, scene, wide, high)
    return image.resize((width, height), Image.Resampling.LANCZOS)


def _gradient(draw: ImageDraw.ImageDraw, wide: int, top: int, bottom: int, ends: tuple[Colour, Colour]) -> None:
    for y in range(top, bottom):
        draw.line([(0, y), (wide, y)], fill=blend(*ends, (y - top) / max(1, bottom - top)))


def _sun(image: Image.Image, scene: Scene, wide: int, high: int) -> None:
    glow = Image.new("RGBA", image.size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(glow)
    x, y = scene.sun[0] * wide, scene.sun[1] * high
    for ring in range(24, 0, -1):
        radius = high * (0.05 + 0.012 * ring)
        draw.ellipse(
            (x - radius, y - radius, x + radius, y + radius), fill=(255, 240, 205, round(130 * (1 - ring / 25) ** 2))
        )
    radius = high * 0.055
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=(255, 248, 224, 255))
    image.paste(glow, (0, 0), glow)


def _clouds(draw: ImageDraw.ImageDraw, scene: Scene, wide: int, high: int) -> None:
    light = blend(scene.sky[1], (255, 255, 255), 0.6)
    for share in spread(5):
        x, y = share * wide, high * (0.08 + 0.22 * (share * 7 % 1))
        for part in range(5):
            left, size = x + (part - 2) * high * 0.035, high * (0.018 + 0.012 * (2 - abs(part - 2)))
            draw.ellipse((left - size * 1.7, y - size, left + size * 1.7, y + size * 0.7), fill=light)


def _hills(draw: ImageDraw.ImageDraw, scene: Scene, wide: int, shore: int) -> None:
    for layer in range(3):
        colour = blend(scene.sky[1], scene.town, 0.25 + 0.2 * layer)
        base = shore * (0.80 + 0.06 * layer)
        ridge = [
            (
                x,
                base
                - shore * 0.05 * (math.sin(x / wide * (5 + 3 * layer) + layer) + 0.5 * math.sin(x / wide * 17 + layer)),
            )
            for x in range(0, wide + 1, 8)
        ]
        draw.polygon([(0, shore), *ridge, (wide, shore)], fill=colour)


def _town(draw: ImageDraw.ImageDraw, scene: Scene, wide: int, shore: int) -> None:
    """Gabled houses along the far bank, a church in their midst, some windows lit."""
    x = wide * 0.04
    for number, share in enumerate(spread(26)):
        width, height = wide * (0.022 + 0.014 * share), shore * (0.09 + 0.10 * (share * 5 % 1))
        colour = blend(scene.town, (214, 150, 120), 0.35 * (share * 3 % 1))
        if number == 12:
            height = shore * 0.30
            draw.polygon(
                [(x, shore - height), (x + width / 2, shore - height - shore * 0.20), (x + width, shore - height)],
                fill=scene.town,
            )
        else:
            draw.polygon(
                [(x, shore - height), (x + width / 2, shore - height - width * 0.7), (x + width, shore - height)],
                fill=blend(colour, (150, 62, 48), 0.5),
            )
        draw.rectangle((x, shore - height, x + width, shore), fill=colour)
        for storey in range(int(height // (shore * 0.05))):
            top = shore - height + shore * (0.02 + 0.05 * storey)
            lit = (number * 7 + storey * 3) % 5 == 0
            for left in (0.2, 0.6):
                glass = (252, 224, 150) if lit else blend(colour, (40, 50, 70), 0.45)
                draw.rectangle((x + width * left, top, x + width * (left + 0.2), top + shore * 0.022), fill=glass)
        x += width + wide * 0.004


def _windmill(draw: ImageDraw.ImageDraw, scene: Scene, x: float, ground: float, height: float) -> None:
    dark = blend(scene.town, (20, 16, 28), 0.55)
    top = ground - height
    draw.polygon(
        [(x - height * 0.16, ground), (x - height * 0.08, top), (x + height * 0.08, top), (x + height * 0.16, ground)],
        fill=dark,
    )
    draw.pieslice((x - height * 0.09, top - height * 0.08, x + height * 0.09, top + height * 0.10), 180, 360, fill=dark)
    for sail in range(4):
        angle = scene.moment * 0.9 + math.pi / 2 * sail + 0.4
        tip = (x + math.cos(angle) * height * 0.52, top + math.sin(angle) * height * 0.52)
        side = (math.cos(angle + 0.22) * height * 0.50 + x, math.sin(angle + 0.22) * height * 0.50 + top)
        root = (x + math.cos(angle + 0.5) * height * 0.12, top + math.sin(angle + 0.5) * height * 0.12)
        draw.polygon([(x, top), tip, side, root], fill=blend(dark, scene.sky[1], 0.25))


def _shimmer(draw: ImageDraw.ImageDraw, scene: Scene, wide: int, shore: int, high: int) -> None:
    light = blend(scene.water[0], (255, 250, 235), 0.45)
    for share in spread(170, 0.7548776662):
        y = shore + (high - shore) * (share * 13 % 1)
        drift = math.sin(scene.moment * 1.7 + share * 40) * wide * 0.012
        pull = (y - shore) / (high - shore)
        x = wide * (share + (scene.sun[0] - share) * 0.4) + drift
        length = wide * (0.008 + 0.03 * pull * (share * 3 % 1))
        draw.line([(x - length, y), (x + length, y)], fill=light, width=max(1, round(high * 0.002)))


def _bridge(draw: ImageDraw.ImageDraw, scene: Scene, wide: int, high: int, deck: int) -> None:
    """Four flat arches on three piers, a railing on top, a reflection below."""
    stone, shade = blend(scene.town, (206, 190, 170), 0.6), blend(scene.water[1], (20, 30, 44), 0.3)
    thickness, foot = high * 0.045, high * 0.80
    span = wide / 4
    for pier in range(1, 4):
        x = span * pier
        draw.polygon(
            [(x - wide * 0.020, deck), (x + wide * 0.020, deck), (x + wide * 0.026, foot), (x - wide * 0.026, foot)],
            fill=blend(stone, scene.town, 0.25),
        )
        draw.polygon([(x - wide * 0.026, foot), (x + wide * 0.026, foot), (x, foot + high * 0.12)], fill=shade)
    for arch in range(4):
        left, right = span * arch, span * (arch + 1)
        curve = [(left + (right - left) * t / 24, deck + high * 0.14 * (abs(t / 12 - 1) ** 2.4)) for t in range(25)]
        draw.polygon([(left, deck - thickness), *curve, (right, deck - thickness)], fill=stone)
    draw.rectangle((0, deck - thickness, wide, deck - thickness * 0.55), fill=blend(stone, (255, 255, 255), 0.25))
    rail = deck - thickness - high * 0.035
    iron = blend(scene.town, (24, 40, 48), 0.7)
    draw.line([(0, rail), (wide, rail)], fill=iron, width=max(2, round(high * 0.004)))
    for post in range(97):
        x = wide * post / 96
        draw.line([(x, rail), (x, deck - thickness)], fill=iron, width=max(1, round(high * 0.0025)))


def _people(draw: ImageDraw.ImageDraw, scene: Scene, wide: int, high: int, deck: int) -> None:
    coats = [
        (196, 62, 52),
        (236, 176, 60),
        (52, 104, 152),
        (240, 236, 226),
        (72, 128, 92),
        (128, 76, 132),
        (40, 46, 66),
    ]
    skins = [(240, 204, 176), (206, 156, 120), (142, 96, 70), (250, 220, 196)]
    floor = deck - high * 0.045
    for number, share in enumerate(spread(scene.people)):
        x = wide * (0.56 if scene.ribbon else 0.03 + 0.94 * share)
        size = high * (0.058 + 0.014 * (share * 11 % 1)) * (1.5 if scene.ribbon else 1)
        sway = math.sin(scene.moment * 2.4 + number) * size * 0.06
        top = floor - size - abs(sway)
        coat = coats[number % len(coats)]
        draw.rounded_rectangle(
            (x - size * 0.16, top + size * 0.25, x + size * 0.16, floor), radius=size * 0.12, fill=coat
        )
        head = size * 0.13
        draw.ellipse((x - head + sway, top, x + head + sway, top + head * 2), fill=skins[number * 3 % len(skins)])
    if scene.ribbon:
        _ribbon(draw, wide, high, floor)


def _ribbon(draw: ImageDraw.ImageDraw, wide: int, high: int, floor: float) -> None:
    """Two posts and a red ribbon that hangs between them."""
    top, left, right = floor - high * 0.075, wide * 0.34, wide * 0.50
    for x in (left, right):
        draw.rectangle((x - high * 0.005, top - high * 0.01, x + high * 0.005, floor), fill=(236, 226, 200))
    sag = [(left + (right - left) * t / 16, top + high * 0.035 * math.sin(math.pi * t / 16)) for t in range(17)]
    draw.line(sag, fill=(204, 36, 46), width=round(high * 0.011), joint="curve")


def _bunting(draw: ImageDraw.ImageDraw, wide: int, high: int) -> None:
    flags = [(222, 70, 62), (250, 206, 84), (70, 132, 180), (244, 242, 236), (96, 160, 110)]
    for swag in range(4):
        left, right = wide * swag / 4, wide * (swag + 1) / 4
        points = [
            (left + (right - left) * t / 28, high * 0.045 + high * 0.05 * math.sin(math.pi * t / 28)) for t in range(29)
        ]
        draw.line(points, fill=(60, 60, 70), width=max(1, round(high * 0.003)))
        for flag, (x, y) in enumerate(points[2:-1:3]):
            half = wide * 0.008
            draw.polygon([(x - half, y), (x + half, y), (x, y + half * 2.2)], fill=flags[(flag + swag) % len(flags)])


def _balloons(draw: ImageDraw.ImageDraw, scene: Scene, wide: int, high: int) -> None:
    colours = [(214, 58, 70), (248, 190, 62), (64, 128, 196), (240, 120, 80), (120, 90, 170)]
    for number, share in enumerate(spread(scene.balloons, 0.7548776662)):
        x, y, size = wide * (0.06 + 0.9 * share), high * (0.14 + 0.28 * (share * 9 % 1)), high * 0.022
        draw.line(
            [(x, y + size), (x + size * 0.3, y + size * 3.6)], fill=(80, 80, 90), width=max(1, round(high * 0.0016))
        )
        draw.ellipse((x - size * 0.85, y - size, x + size * 0.85, y + size * 1.1), fill=colours[number % len(colours)])
        draw.ellipse((x - size * 0.45, y - size * 0.6, x - size * 0.1, y - size * 0.1), fill=(255, 240, 230))


def _swallows(draw: ImageDraw.ImageDraw, scene: Scene, wide: int, high: int) -> None:
    for share in spread(7, 0.7548776662):
        x = (wide * (0.1 + 0.8 * share) + scene.moment * wide * 0.03) % wide
        y, wing = high * (0.16 + 0.24 * (share * 5 % 1)), high * 0.018
        lift = wing * (0.5 + 0.3 * math.sin(scene.moment * 8 + share * 20))
        width = max(2, round(high * 0.004))
        draw.line([(x - wing, y - lift), (x, y), (x + wing, y - lift)], fill=(36, 40, 58), width=width, joint="curve")
