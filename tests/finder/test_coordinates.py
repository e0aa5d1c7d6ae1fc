"""Coordinates in every form people write them, and nothing else that comes in twos."""

from __future__ import annotations

import mgrs
import pytest
import utm
from growth import ends, is_linear
from hypothesis import given, settings
from hypothesis import strategies as st
from openlocationcode import openlocationcode

from embedarchive.finder import coordinates

KHERSON = (46.6333857, 32.6203279)
NEAR = (46.633389, 32.620333)


@pytest.mark.parametrize(
    ("text", "language", "form", "place"),
    [
        ("(46.6333857, 32.6203279)", None, "decimal", KHERSON),
        ("46.6333857,32.6203279", None, "decimal", KHERSON),
        ("٤٦٫٦٣٣٣٨٥٧، ٣٢٫٦٢٠٣٢٧٩", "ar", "decimal", KHERSON),
        ("۴۶٫۶۳۳۳۸۵۷، ۳۲٫۶۲۰۳۲۷۹", "fa", "decimal", KHERSON),
        ("４６．６３３３８５７，３２．６２０３２７９", "ja", "decimal", KHERSON),
        ("座標：46.6333857，32.6203279", "ja", "decimal", KHERSON),
        ("46.6333857；32.6203279", None, "decimal", KHERSON),
        ("４６°３８′Ｎ ３２°３７′Ｅ", None, "dms", (46.6333333, 32.6166667)),
        ("11S 0481954 3768406", None, "utm", (34.0562127, -117.1955421)),
        ("46 38.003 N 32 37.220 E", None, "ddm", (46.6333833, 32.6203333)),
        ("N 46 38.003 E 032 37.220", None, "ddm", (46.6333833, 32.6203333)),
        ("+46.6333857+032.6203279/", None, "decimal", KHERSON),
        ("-3352.128+15112.558+010/", None, "ddm", (-33.8688, 151.2093)),
        ("+463800+0323713CRSWGS_84/", None, "dms", (46.6333333, 32.6202778)),
        ("[46.6333857 32.6203279]", None, "decimal", KHERSON),
        ("46.6333857\n32.6203279", None, "decimal", KHERSON),
        ("46.6333857 / 32.6203279", None, "decimal", KHERSON),
        ("46.6333857° N, 32.6203279° E", None, "decimal", KHERSON),
        ("N46.6333857 E32.6203279", None, "decimal", KHERSON),
        ("46.6333857N, 32.6203279E", None, "decimal", KHERSON),
        ("46.6333857 N 32.6203279 E", None, "decimal", KHERSON),
        ("Latitude: 46.6333857 Longitude: 32.6203279", None, "decimal", KHERSON),
        ("lat 46.63, lon 32.62", None, "decimal", (46.63, 32.62)),
        ("46.63°N 32.62°E", None, "decimal", (46.63, 32.62)),
        ("coordinates (46.633, 32.627)", "en", "decimal", (46.633, 32.627)),
        ("📍 46.633, 32.627", None, "decimal", (46.633, 32.627)),
        ("-33.8688, 151.2093", None, "decimal", (-33.8688, 151.2093)),
        ("−33.8688, −151.2093", None, "decimal", (-33.8688, -151.2093)),
        ("33.8688°S, 151.2093°W", None, "decimal", (-33.8688, -151.2093)),
        ("151.2093, -33.8688", None, "decimal", (-33.8688, 151.2093)),
        ("46,6333857; 32,6203279", "nl", "decimal-comma", KHERSON),
        ("46,6333857, 32,6203279", "de", "decimal-comma", KHERSON),
        ("46,63338 32,62033", "fr", "decimal-comma", (46.63338, 32.62033)),
        ("46°38'00.2\"N 32°37'13.2\"E", None, "dms", NEAR),
        ("46°38’00.2”N, 32°37’13.2”E", None, "dms", NEAR),
        ("46º 38´ 00.2´´ N 32º 37´ 13.2´´ E", None, "dms", NEAR),
        ("N46°38′00.2″ E32°37′13.2″", None, "dms", NEAR),
        ("46 38 00.2 N, 32 37 13.2 E", None, "dms", NEAR),
        ("46:38:00.2N 32:37:13.2E", None, "dms", NEAR),
        ("N 46 38 00.2 E 32 37 13.2", None, "dms", NEAR),
        ("latitude=46.6333857&longitude=32.6203279", None, "decimal", KHERSON),
        ("46° 38.0033' N 032° 37.2200' E", None, "ddm", NEAR),
        ("N 46° 38.0033 E 032° 37.2200", None, "ddm", NEAR),
        ("463800N0323713E", None, "dms", (46.633333, 32.620278)),
        ("4638.0033,N,03237.2200,E", None, "ddm", NEAR),
        ("51° 3' Z 4° 0' O", "nl", "dms", (-51.05, 4.0)),
        ("48°51'N 2°21'O", "fr", "dms", (48.85, -2.35)),
        ("48°51'N 2°21'O", "es", "dms", (48.85, -2.35)),
        ("48°51'N 2°21'O", "pt", "dms", (48.85, -2.35)),
        ("48°51'N 2°21'O", "de", "dms", (48.85, 2.35)),
        ("48°51'Z 2°21'O", None, "dms", (-48.85, 2.35)),
        ("59° 20′ N 18° 4′ Ö", "sv", "dms", (59.333333, 18.066667)),
        ("60°10′P 24°56′I", "fi", "dms", (60.166667, 24.933333)),
        ("45°49'S 15°58'I", "hr", "dms", (45.816667, 15.966667)),
        ("41°1′K 28°58′D", "tr", "dms", (41.016667, 28.966667)),
        ("48° 51′ 24″ nord, 2° 21′ 07″ est", "fr", "dms", (48.856667, 2.351944)),
        ("46,6333857° nördlicher Breite, 32,6203279° östlicher Länge", "de", "decimal-comma", KHERSON),
        ("48° 51′ 24″ de latitude nord et 2° 21′ 07″ de longitude ouest", "fr", "dms", (48.856667, -2.351944)),
        ("48d51m30sN 2d21m07sE", "en", "dms", (48.858333, 2.351944)),
        ("34d36'13\"S, 58d22'54\"W", "en", "dms", (-34.603611, -58.381667)),
        ("33,8568° zuiderbreedte, 151,2153° oosterlengte", "nl", "decimal-comma", (-33.8568, 151.2153)),
        ("46°38′00″ с. ш. 32°37′13″ в. д.", "ru", "dms", (46.633333, 32.620278)),
        ("46°38′00″ пн. ш. 32°37′13″ сх. д.", "uk", "dms", (46.633333, 32.620278)),
        ("北纬46°38′00″ 东经32°37′13″", "zh", "dms", (46.633333, 32.620278)),
        ("北緯46度38分00秒 東経32度37分13秒", "ja", "dms", (46.633333, 32.620278)),
        ("46.6333° شمالا 32.6203° شرقا", "ar", "decimal", (46.6333, 32.6203)),
        ("36T VS 70938 64494", None, "mgrs", NEAR),
        ("36TVS7093864494", None, "mgrs", NEAR),
        ("36T 470938 5164495", None, "utm", NEAR),
        ("36N 470938mE 5164495mN", None, "utm", NEAR),
        ("8GRJJJMC+94", None, "plus-code", (46.6334375, 32.6203125)),
        ("geo:46.6333857,32.6203279;u=35", None, "geo-uri", KHERSON),
        ("geo:0,0?q=46.6333857,32.6203279(Label)", None, "geo-uri", KHERSON),
        *(
            (url, None, "map-link", KHERSON)
            for url in (
                "https://www.google.com/maps/@46.6333857,32.6203279,15z",
                "https://www.google.nl/maps/place/X/@46.1,32.1,15z/data=!3m1!4b1!8m2!3d46.6333857!4d32.6203279",
                "https://www.google.com/maps/embed?pb=!1m18!1m3!1d2!2d32.6203279!3d46.6333857!2m3",
                "https://maps.google.com/?q=46.6333857,32.6203279",
                "https://www.google.com/maps/dir/?api=1&destination=46.6333857%2C32.6203279",
                "https://earth.google.com/web/@46.6333857,32.6203279,100a",
                "https://www.openstreetmap.org/?mlat=46.6333857&mlon=32.6203279#map=15/46.1/32.1",
                "https://www.openstreetmap.org/#map=15/46.6333857/32.6203279",
                "https://yandex.ru/maps/?ll=32.6203279%2C46.6333857&z=12",
                "https://2gis.ru/x?m=32.6203279%2C46.6333857%2F16",
                "https://www.bing.com/maps?cp=46.6333857~32.6203279&lvl=15",
                "https://maps.apple.com/?ll=46.6333857,32.6203279&q=Pin",
                "https://wikimapia.org/#lang=en&lat=46.6333857&lon=32.6203279&z=12",
                "https://waze.com/ul?ll=46.6333857,32.6203279",
                "https://deepstatemap.live/en#6/46.6333857/32.6203279",
                "https://firms.modaps.eosdis.nasa.gov/map/#d:24hrs;@32.6203279,46.6333857,10.00z",
                "https://zoom.earth/#view=46.6333857,32.6203279,11z",
                "google.com/maps/@46.6333857,32.6203279,15z",
            )
        ),
        ("https://www.google.com/maps/place/46%C2%B038'00.2%22N+32%C2%B037'13.2%22E", None, "map-link", NEAR),
        ("https://geohack.toolforge.org/geohack.php?params=46_38_00.2_N_32_37_13.2_E", None, "map-link", NEAR),
    ],
)
def test_positives(text: str, language: str | None, form: str, place: tuple[float, float]) -> None:
    """Found alone and inside a sentence, once, with the characters it was read from."""
    for sentence in (text, f"Seen at {text} today.", f"\n{text}\nMore words."):
        found = coordinates.find(sentence, language)
        assert len(found) == 1, sentence
        assert found[0].form == form
        assert (found[0].latitude, found[0].longitude) == pytest.approx(place, abs=2e-5)
        assert found[0].precision_m > 0


@pytest.mark.parametrize(
    "text",
    [
        "12.50, 13.75",
        "11.11.2022",
        "11.11, 12.12",
        "won 2-1 and 3-2",
        "3.5, 4.5",
        "192.168.1.10",
        "version 1.2.3",
        "12.30, 14.45 uur",
        "(0.85, 1.12)",
        "60.000, 80.000",
        "€12.3456, 13.4567",
        "95% CI 0.8512, 1.1234",
        "0.1234 0.5678",
        "12.3456 78.9012 34.5678",
        "20°, 30°",
        "20.5°C, 30.5°C",
        "between 12°C and 15°C",
        "+31 20 123 4567",
        "ISBN 978-3-16-148410-0",
        "1024x768",
        "v10.1234, 11.2345",
        "1.0834, 1.0912",
        "5 N 3 E",
        "art. 12.1, 13.2",
        "$1,234.5678 and $2,345.6789",
        "12345678+22",
        "(12.345, 67.890)",
        "JJMC+9X",
        "pages 12, 13",
        "10.1234%, 12.3456%",
        "60 000, 80 000",
        "12,50 en 13,75",
        "91.12345, 181.12345",
        "0.0000, 0.0000",
        "48°51'N 2°21'O",
        "48°51'N 48°52'N",
        "48°61'N 2°21'E",
        "https://x.example/46.6333857,32.6203279",
        "1.234.567,8901 2.345.678,9012",
        "what3words ///a.b.c",
        "61T VS 70938 64494",
        "36T VS 70938 644",
        "₿ 12.3456, 45.6789",
        "46.6333857 kg, 32.6203279 kg",
        "EUR 10.1234, 11.2345",
        "https://t.example/?lat=4&lon=5",
        "12.3456, 45.6789 km",
        "3:45, 4:56",
        "2022-11-11 10:30",
        "1/2, 3/4",
        "A4 297 210",
        "NB 12 ZB 13",
    ],
)
@pytest.mark.parametrize("language", [None, "en"])
def test_negatives(text: str, language: str | None) -> None:
    """Prices, dates, scores, versions, statistics, and what nobody can say for sure."""
    assert coordinates.find(text, language) == ()


def test_digits_of_another_script_stay_as_they_were_written() -> None:
    """What is reported is the source's own characters."""
    (place,) = coordinates.find("at ４６．６３３３８５７，３２．６２０３２７９, they say")
    assert place.text == "４６．６３３３８５７，３２．６２０３２７９"


def test_a_number_before_a_decimal_angle_is_none_of_its_degrees() -> None:
    """`12 51.5040, 4.3000` has no degrees of 12."""
    (place,) = coordinates.find("on 12 51.5040, 4.3000")
    assert (place.latitude, place.longitude) == (51.504, 4.3)


def test_text_and_precision() -> None:
    """The characters without their parentheses; metres of the last digit given."""
    (place,) = coordinates.find("police in Kherson\n(46.6333857, 32.6203279) pic")
    assert (place.text, place.precision_m) == ("46.6333857, 32.6203279", 0.01)
    assert [
        coordinates.find(text)[0].precision_m
        for text in ("46.6333, 32.6203", "46°38'00\"N 32°37'13\"E", "36T VS 709 644")
    ] == [10, 30, 100]


def test_several_in_reading_order_each_once() -> None:
    """Two places, one of them twice."""
    text = "46.6333, 32.6203; 47.1111, 33.2222 and again 46.6333, 32.6203. 8GRJJJMC+94"
    assert [(place.latitude, place.form) for place in coordinates.find(text)] == [
        (46.6333, "decimal"),
        (47.1111, "decimal"),
        (46.6334375, "plus-code"),
    ]


def test_a_plus_code_may_be_without_digits() -> None:
    """A place off Svalbard, whose code has letters only."""
    (place,) = coordinates.find("at CFCCFFMM+QQ now")
    assert (place.latitude, place.longitude) == pytest.approx((78.4844, 8.4844), abs=1e-3)


@settings(max_examples=200, deadline=None)
@given(st.floats(-89.9, 89.9), st.floats(-179.9, 179.9), st.integers(4, 8))
def test_decimals_come_back(latitude: float, longitude: float, digits: int) -> None:
    """Any place on Earth, as decimals, comes back exactly."""
    written = f"{latitude:.{digits}f}, {longitude:.{digits}f}"
    found = coordinates.find(f"At ({written}).")
    if max(abs(latitude), abs(longitude)) >= 2.001:
        assert [(place.latitude, place.longitude) for place in found] == [
            (float(f"{latitude:.{digits}f}"), float(f"{longitude:.{digits}f}"))
        ]


@settings(max_examples=100, deadline=None)
@given(st.floats(-79, 83).filter(lambda value: abs(value) > 0.01), st.floats(-179.9, 179.9))
def test_grids_agree_with_their_libraries(latitude: float, longitude: float) -> None:
    """What the libraries write, we read, but on the equator, where MGRS refuses its own references."""
    reference = mgrs.MGRS().toMGRS(latitude, longitude)
    (place,) = coordinates.find(f"at {reference} now")
    assert (place.latitude, place.longitude) == pytest.approx((latitude, longitude), abs=3e-4)
    code = openlocationcode.encode(latitude, longitude)
    if any(character.isalpha() for character in code):
        (place,) = coordinates.find(f"at {code} now")
        assert place.latitude == pytest.approx(latitude, abs=1e-3)
    east, north, zone, band = utm.from_latlon(latitude, longitude)
    found = coordinates.find(f"{zone}{band} {east:.0f} {north:07.0f}")
    if 100_000 <= east < 999_999 and north >= 1_000_000 and band not in "NS" and abs(latitude) > 0.1:
        assert found[0].latitude == pytest.approx(latitude, abs=1e-3)


def test_a_northing_on_the_edge_of_its_band() -> None:
    """Rounded to metres it may lie in the next band; further within that, it is no northing of this one."""
    (place,) = coordinates.find("31Q 178900 1771254")
    assert (place.latitude, place.longitude) == pytest.approx((16, 0), abs=1e-4)
    assert coordinates.find("31Q 178900 1771250") == ()


@settings(max_examples=300, deadline=None)
@given(
    st.text(alphabet=st.sampled_from("0123456789.,;°′″'\"NSEWOZ -−+/@():геoш36T\n"), max_size=120),
    st.sampled_from([None, "nl", "ru", "fi"]),
)
def test_p3_any_text(text: str, language: str | None) -> None:
    """Whatever is found lies on Earth."""
    for place in coordinates.find(text, language):
        assert abs(place.latitude) <= 90
        assert abs(place.longitude) <= 180
        assert place.precision_m > 0


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "1.1 ",
        "12.3456 ",
        "46.6333857, 32.6203279 ",
        "N1.1 ",
        "1°1'1\"",
        "1° ",
        "https://a/?",
        "a.",
        "a-",
        "geo:1,1",
        "36T ",
        "36TVS7093864494 ",
        "8GRJJJMC+94 ",
        "1/",
        "a.bc/1 ",
        "google.com/maps/@1.1,1.1 ",
        "4638",
        " ",
        "1 1 1 N ",
        "lat ",
    ],
)
def test_p1_attacks_grow_linearly(piece: str) -> None:
    """Twice the text takes about twice the time, and a megabyte is read in a moment."""

    def made(size: int) -> str:
        return piece * (size // len(piece))

    assert is_linear(coordinates.find, made(32_000), made(64_000), floor=0.05)
    assert ends(coordinates.find, made, 1_000_000, deadline=5)
