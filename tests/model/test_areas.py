"""Circles and boxes: what is understood, and that their frames hold all of them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedarchive.model.areas import Box, Circle, Frame, box, circle, distance_km

TOWNS = {"dordrecht": (51.81, 4.673), "the hague": (52.076, 4.299)}
LATITUDES = st.floats(-90, 90)
LONGITUDES = st.floats(-180, 180)


def _named(name: str) -> tuple[float, float] | None:
    return TOWNS.get(name.lower())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("51.2,2.9", Circle(51.2, 2.9, 10)),
        ("51.2, 2.9, 5", Circle(51.2, 2.9, 5)),
        ("51.2 2.9 5km", Circle(51.2, 2.9, 5)),
        ("(-51.2, -2.9); 0.5 km", Circle(-51.2, -2.9, 0.5)),
        ("Dordrecht", Circle(51.81, 4.673, 10)),
        ("The Hague, 2.5", Circle(52.076, 4.299, 2.5)),
        *(
            (text, None)
            for text in ("", "51.2", "91,0", "0,181", "51.2,2.9,0", "51.2,2.9,-1", "51.2,2.9,99999", "nowhere,5")
        ),
    ],
)
def test_a_circle_is_read(text: str, found: Circle | None) -> None:
    """A point or a name, and how far; what is none is None, and its usual form is read again."""
    assert circle(text, _named) == found
    if found:
        assert circle(str(found)) == found


def test_without_names_a_name_is_none() -> None:
    """A command that knows no towns refuses them."""
    assert circle("Dordrecht,5") is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2.8,51.2,3.0,51.3", Box(2.8, 51.2, 3.0, 51.3)),
        ("170 -20 -170 -10", Box(170, -20, -170, -10)),
        *((text, None) for text in ("", "1,2,3", "1,2,3,4,5", "0,10,1,9", "0,0,181,1", "a,b,c,d", "0,nan,1,inf")),
    ],
)
def test_a_box_is_read(text: str, found: Box | None) -> None:
    """West, south, east, north; one whose west is east of its east crosses 180°."""
    assert box(text) == found
    if found:
        assert box(str(found)) == found


def _holds(frame: Frame, latitude: float, longitude: float) -> bool:
    return frame.south <= latitude <= frame.north and frame.west <= longitude <= frame.east


@given(LATITUDES, LONGITUDES, st.floats(0.001, 20_000), LATITUDES, LONGITUDES)
def test_the_frames_of_a_circle_hold_it(lat: float, lon: float, km: float, here: float, there: float) -> None:
    """Also across 180° and around the poles; and each frame lies on the map."""
    frames = Circle(lat, lon, km).frames
    if (distance_km(lat, lon, here, there) or 0) <= km:
        assert any(_holds(frame, here, there) for frame in frames)
    for frame in frames:
        assert -90 <= frame.south <= frame.north <= 90
        assert -180 <= frame.west <= frame.east <= 180


@given(LATITUDES, LONGITUDES, st.floats(0.001, 20_000), st.floats(0, 1), st.floats(0, 1))
def test_what_lies_in_the_inner_box_lies_in_the_circle(
    lat: float, lon: float, km: float, up: float, right: float
) -> None:
    """No distance is reckoned for it."""
    inner = Circle(lat, lon, km).inner
    here, there = inner.south + up * (inner.north - inner.south), inner.west + right * (inner.east - inner.west)
    assert (distance_km(lat, lon, here, there) or 0) <= km * 1.000001


def test_a_small_circle_has_a_small_frame() -> None:
    """It is what keeps a search from looking at the whole Earth."""
    (frame,) = Circle(52, 5, 10).frames
    assert frame.north - frame.south < 0.2
    assert frame.east - frame.west < 0.2 / math.cos(math.radians(52))


def test_frames_of_a_box_across_180_degrees() -> None:
    """Two, one on each side."""
    assert Box(170, -20, -170, -10).frames == (Frame(-20, -10, 170, 180), Frame(-20, -10, -180, -170))


@given(st.text(max_size=40))
def test_any_text_is_an_area_or_none(text: str) -> None:
    """No error."""
    circle(text, _named)
    box(text)
