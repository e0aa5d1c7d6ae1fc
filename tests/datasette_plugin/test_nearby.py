"""Where a point lies, in words."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedarchive.datasette_plugin.locale.words import Words
from embedarchive.datasette_plugin.views import nearby
from embedarchive.datasette_plugin.views.nearby import at_sea, exactness, nearest, whereabouts
from embedarchive.model.areas import distance_km

ENGLISH, DUTCH = Words("en"), Words("nl")
CITIES = json.loads((nearby._STATIC / "cities.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("latitude", "longitude", "precision", "english", "dutch"),
    [
        (51.0371, 3.7311, None, "near Gent", "bij Gent"),
        (51.5, -0.1, 10.0, "near London", "bij Londen"),
        (23.4, 8.1, 10.0, "about 270 km east of Tamanrasset", "ongeveer 270 km ten oosten van Tamanrasset"),
        (23.4, 8.1, 90_000.0, "about 300 km east of Tamanrasset", "ongeveer 300 km ten oosten van Tamanrasset"),
        (23.4, 8.1, 100_000.0, "about 300 km from Tamanrasset", "ongeveer 300 km van Tamanrasset"),
        (51.85, 4.9, 111_000.0, "somewhere around Dordrecht", "ergens rond Dordrecht"),
        (51.8, 4.9, 20_000.0, "somewhere around Dordrecht", "ergens rond Dordrecht"),
        (51.8, 4.9, 16_000.0, "near Dordrecht", "bij Dordrecht"),
        (
            54.0,
            3.5,
            5.0,
            "at sea or on a small island, about 140 km north-west of Den Helder",
            "op zee of op een klein eiland, ongeveer 140 km ten noordwesten van Den Helder",
        ),
        (54.0, 3.5, 111_000.0, "somewhere around Den Helder", "ergens rond Den Helder"),
        (-89.9, 0.0, None, "far from any larger city, about 3\u202f900 km south of Ushuaia", ""),
        (0.0, 180.0, None, "at sea or on a small island, about 2\u202f000 km north of Lautoka", ""),
        (0.0, -180.0, None, "at sea or on a small island, about 2\u202f000 km north of Lautoka", ""),
        (91.0, 0.0, None, "", ""),
    ],
)
def test_where_that_is(latitude: float, longitude: float, precision: float | None, english: str, dutch: str) -> None:
    """Distance and side no more exactly than the point is known, in the reader's language, without a country."""
    assert whereabouts(ENGLISH, latitude, longitude, precision) == english
    if dutch:
        assert whereabouts(DUTCH, latitude, longitude, precision) == dutch


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_no_other_city_is_nearer(latitude: float, longitude: float) -> None:
    """What the tree finds is what looking at each would find, poles and the date line included."""
    least = min(distance_km(latitude, longitude, city[1], city[2]) or 0.0 for city in CITIES)
    assert math.isclose(nearest(latitude, longitude).km, least, rel_tol=1e-4, abs_tol=1e-3)


@given(st.floats(-90, 90), st.floats(-180, 180), st.none() | st.floats(0, 1e9))
def test_every_point_has_words(latitude: float, longitude: float, precision: float | None) -> None:
    """And the Dutch ones are Dutch."""
    assert {"near", "around", "from", "of"} & set(whereabouts(ENGLISH, latitude, longitude, precision).split())
    assert not {"about", "near", "south", "west"} & set(whereabouts(DUTCH, latitude, longitude, precision).split())


@pytest.mark.parametrize(
    ("place", "sea"),
    [
        ((54, 3.5), True),
        ((52.37, 4.9), False),
        ((30, -40), True),
        ((23, 8), False),
        ((66, 179.5), False),
        ((66.5, -175), False),
        ((-76, 120), False),
        ((-89.99, 0), False),
        ((89.99, 180), True),
        ((35, 18), True),
    ],
)
def test_the_sea(place: tuple[float, float], sea: bool) -> None:
    """At both poles and on both sides of the date line, too."""
    assert at_sea(*place) is sea


def test_hardly_any_city_lies_at_sea() -> None:
    """Those that do stand on islands too small for a map of the world; and the words never say it of them."""
    wet = [city for city in CITIES if at_sea(city[1], city[2])]
    assert len(wet) < 10
    assert not any("sea" in whereabouts(ENGLISH, city[1], city[2], 10.0).split() for city in wet)


def test_how_exact_a_place_is_is_always_said() -> None:
    """By whose word; also when nobody says."""
    assert exactness(ENGLISH, None, "exif", "exif") == "precision not stated"
    assert exactness(DUTCH, None, "exif", "exif") == "nauwkeurigheid niet vermeld"
    assert exactness(ENGLISH, 4.7, "exif", "exif-measured") == "exact to about 5 m, says the camera"
    assert exactness(ENGLISH, 31.0, "exif", "exif") == "written to about 31 m"
    assert exactness(ENGLISH, 10.0, "text", "decimal") == "written to about 10 m"
    assert exactness(ENGLISH, 90_000.0, "geotag", "geotag") == "to about 90\u202f000 m"


@pytest.mark.parametrize(
    ("value", "precision", "shown"),
    [
        (51.88347218, None, "51.883472"),
        (51.88347218, 0.01, "51.883472"),
        (51.88347218, 1.1, "51.88347"),
        (51.88347218, 11.0, "51.8835"),
        (51.88347218, 31.0, "51.8835"),
        (51.8, 11_132.0, "51.8"),
        (-50.0, 111_320.0, "-50"),
        (50.0, 5e6, "50"),
    ],
)
def test_degrees_have_as_many_digits_as_are_known(value: float, precision: float | None, shown: str) -> None:
    """And none that says nothing."""
    assert ENGLISH.degrees(value, precision) == shown
