"""The media room: facts of ordinary and of hostile files. Every picture and film here is generated."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import os
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from PIL.ExifTags import IFD
from PIL.TiffImagePlugin import IFDRational

from embedarchive import media
from embedarchive.media import boxes, limits, metadata


@pytest.fixture(scope="module")
def decoder() -> Iterator[media.Decoder]:
    """One process for all files of this module, as in a run."""
    with media.Decoder() as one:
        yield one


def scene(width: int = 800, height: int = 600) -> Image.Image:
    """A picture with large and small forms."""
    image = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    draw = ImageDraw.Draw(image)
    draw.ellipse((width * 0.1, height * 0.2, width * 0.5, height * 0.8), fill=(200, 30, 30))
    draw.rectangle((width * 0.6, height * 0.1, width * 0.9, height * 0.4), fill=(20, 60, 220))
    return image


def saved(image: Image.Image, path: Path, **options: Any) -> Path:  # noqa: ANN401 -- Pillow's own
    """The file that a picture was saved to."""
    image.save(path, **options)
    return path


Fractions: TypeAlias = tuple[tuple[int, int], ...]


def with_gps(latitude: object, longitude: object, north: str = "N", east: str = "E") -> Image.Exif:
    """The file that a picture was saved to."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Lumeta", "R5"
    exif.get_ifd(IFD.Exif).update({0x9003: "2022:11:11 22:35:08", 0x9011: "+02:00"})
    exif.get_ifd(IFD.GPSInfo).update({1: north, 2: latitude, 3: east, 4: longitude})
    return exif


def size_of(path: Path) -> tuple[int, int]:
    """Metadata of a camera that knows the time, its zone and the place."""
    with Image.open(path) as image:
        return image.size


def distance(one: str | None, other: str | None) -> int:
    """How many bits two hashes differ in."""
    assert one is not None
    assert other is not None
    return (int(one, 16) ^ int(other, 16)).bit_count()


# ------------------------------------------------------------------------------------------------------------ ordinary


@pytest.mark.parametrize(
    ("ending", "expected"),
    [
        ("jpg", "image/jpeg"),
        ("png", "image/png"),
        ("gif", "image/gif"),
        ("webp", "image/webp"),
        ("avif", "image/avif"),
        ("bmp", "image/bmp"),
    ],
)
def test_type_and_size_come_from_the_bytes(decoder: media.Decoder, tmp_path: Path, ending: str, expected: str) -> None:
    """Whatever the name says: the file is called `.txt`."""
    path = saved(scene(320, 200), tmp_path / f"picture.{ending}").rename(tmp_path / "picture.txt")
    facts = decoder.inspect(path, thumbnail=tmp_path / "small.jpg", size=100)
    assert (facts.media_type, facts.width, facts.height, facts.problem) == (expected, 320, 200, "")
    assert len(facts.phash or "") == 16
    assert size_of(tmp_path / "small.jpg") == (100, 63)


def test_place_time_and_camera_from_exif(decoder: media.Decoder, tmp_path: Path) -> None:
    """GPS becomes decimal degrees, the time UTC by its own offset."""
    exif = with_gps((46.0, 38.0, 0.19), (32.0, 37.0, 13.19))
    facts = decoder.inspect(saved(scene(), tmp_path / "a.jpg", exif=exif))
    assert facts.latitude == pytest.approx(46.6333861, abs=1e-6)
    assert facts.longitude == pytest.approx(32.6203306, abs=1e-6)
    assert facts.taken_at == dt.datetime(2022, 11, 11, 20, 35, 8, tzinfo=dt.UTC)
    assert (facts.exif["Make"], facts.exif["Model"]) == ("Lumeta", "R5")


@pytest.mark.parametrize(
    ("latitude", "longitude", "precision"),
    [
        (((51, 1), (2, 1), (1345, 100)), ((3, 1), (43, 1), (5200, 100)), 0.31),
        (((51, 1), (2, 1), (13, 1)), ((3, 1), (43, 1), (52, 1)), 31),
        (((51, 1), (22421, 10_000), (0, 1)), ((3, 1), (438_612, 10_000), (0, 1)), 0.19),
        (((51, 1), (2, 1), (0, 1)), ((3, 1), (43, 1), (0, 1)), 1900),
        (((51, 1), (0, 1), (0, 1)), ((3, 1), (0, 1), (0, 1)), 110_000),
        (((510_371, 10_000), (0, 1), (0, 1)), ((37_311, 10_000), (0, 1), (0, 1)), 11),
        (((51, 1), (2, 1), (1345, 100)), ((3, 1), (43, 1), (52, 1)), 0.31),
    ],
)
def test_how_finely_a_place_is_written(
    decoder: media.Decoder, tmp_path: Path, latitude: Fractions, longitude: Fractions, precision: float
) -> None:
    """In the last digit of its seconds, or minutes, or degrees; zeros that stand everywhere are no digits."""
    north, east = (tuple(IFDRational(*part) for part in one) for one in (latitude, longitude))
    facts = decoder.inspect(saved(scene(), tmp_path / "a.jpg", exif=with_gps(north, east)))
    assert facts.precision_m == pytest.approx(precision, rel=0.05)
    assert media.Facts().precision_m is None


def test_southern_and_western_places_are_negative(decoder: media.Decoder, tmp_path: Path) -> None:
    """Hemispheres count."""
    facts = decoder.inspect(saved(scene(), tmp_path / "a.jpg", exif=with_gps((33, 30, 0), (70, 36, 0), "S", "W")))
    assert (facts.latitude, facts.longitude) == (-33.5, -70.6)


@pytest.mark.parametrize(
    ("parts", "mark"),
    [
        ((float("nan"), 0.0, 0.0), "N"),
        ((91.0, 0.0, 0.0), "N"),
        ((46.0, 75.0, 0.0), "N"),
        ((-46.0, 3.0, 0.0), "N"),
        ((46.0, 38.0), "N"),
        ((46.0, 38.0, 0.0), "X"),
        ("46", "N"),
        ((46.0, "x", None), "N"),
        (None, None),
    ],
)
def test_nonsense_is_no_place(parts: object, mark: object) -> None:
    """NaN, degrees beyond the pole, minutes beyond sixty, missing parts, unknown hemispheres."""
    assert metadata.degrees(parts, mark, 90) is None


def test_rationals_with_zero_below_the_line(decoder: media.Decoder, tmp_path: Path) -> None:
    """Cameras without a fix write 0/0."""
    zero = IFDRational(0, 0)
    facts = decoder.inspect(saved(scene(), tmp_path / "a.jpg", exif=with_gps((zero, zero, zero), (zero, zero, zero))))
    assert (facts.latitude, facts.longitude, facts.problem) == (None, None, "")
    assert facts.phash


def test_zero_zero_is_no_place(decoder: media.Decoder, tmp_path: Path) -> None:
    """The point in the Gulf of Guinea is where receivers without a fix are."""
    assert decoder.inspect(saved(scene(), tmp_path / "a.jpg", exif=with_gps((0, 0, 0), (0, 0, 0)))).latitude is None


def test_a_time_without_zone_is_not_guessed(decoder: media.Decoder, tmp_path: Path) -> None:
    """It stays in `exif` as it was written."""
    exif = Image.Exif()
    exif.get_ifd(IFD.Exif)[0x9003] = "2022:11:11 22:35:08"
    facts = decoder.inspect(saved(scene(), tmp_path / "a.jpg", exif=exif))
    assert facts.taken_at is None
    assert facts.exif["DateTimeOriginal"] == "2022:11:11 22:35:08"


def test_the_satellites_time_is_utc(decoder: media.Decoder, tmp_path: Path) -> None:
    """Where the camera gives no zone, GPS date and time do."""
    exif = with_gps((46, 38, 0), (32, 37, 0))
    del exif.get_ifd(IFD.Exif)[0x9011]
    exif.get_ifd(IFD.GPSInfo).update({29: "2022:11:11", 7: (20.0, 35.0, 8.0)})
    facts = decoder.inspect(saved(scene(), tmp_path / "a.jpg", exif=exif))
    assert facts.taken_at == dt.datetime(2022, 11, 11, 20, 35, 8, tzinfo=dt.UTC)


def iptc(*fields: tuple[int, str]) -> bytes:
    """The IPTC record of a JPEG, in its Photoshop segment."""
    record = b"".join(
        struct.pack(">BBBH", 0x1C, 2, number, len(words.encode())) + words.encode() for number, words in fields
    )
    resource = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(record)) + record + b"\0" * (len(record) % 2)
    content = b"Photoshop 3.0\0" + resource
    return b"\xff\xed" + struct.pack(">H", len(content) + 2) + content


def inserted(path: Path, *segments: bytes) -> Path:
    """The JPEG with segments after its first marker."""
    data = path.read_bytes()
    path.write_bytes(data[:2] + b"".join(segments) + data[2:])
    return path


def test_credit_and_caption_from_iptc(decoder: media.Decoder, tmp_path: Path) -> None:
    """Photographer and agency, and the caption with its own characters."""
    path = inserted(
        saved(scene(), tmp_path / "a.jpg"),
        iptc(
            (80, "Nadia Vos"),
            (110, "Persbureau Noord"),
            (120, "De brug bij Oosterwijk, één dag na de opening."),
            (90, "Oosterwijk"),
        ),
    )
    facts = decoder.inspect(path)
    assert facts.credit == "Nadia Vos / Persbureau Noord"
    assert facts.caption == "De brug bij Oosterwijk, één dag na de opening."
    assert facts.exif["IPTC:City"] == "Oosterwijk"


XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 photoshop:Credit="Agentur Süd">
<dc:creator><rdf:Seq><rdf:li>Ruth Anders</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">Der Markt am Morgen</rdf:li></rdf:Alt></dc:description>
</rdf:Description></rdf:RDF></x:xmpmeta>"""


PLACED = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="38,1.5187S"
 exif:GPSLongitude="145,17,20.6E" exif:DateTimeOriginal="2022-11-11T09:28:54+02:00"/></rdf:RDF></x:xmpmeta>"""


def test_place_and_time_that_stand_in_xmp_only(decoder: media.Decoder, tmp_path: Path) -> None:
    """Degrees and minutes, with or without seconds, and a time with its zone."""
    facts = decoder.inspect(saved(scene(), tmp_path / "a.jpg", xmp=PLACED.encode()))
    assert (facts.latitude, facts.longitude) == (-38.0253117, 145.2890556)
    assert str(facts.taken_at) == "2022-11-11 07:28:54+00:00"


@pytest.mark.parametrize(
    ("latitude", "longitude", "place"),
    [
        ("38,1.5187s", "145,17.3433e", (-38.0253117, 145.289055)),
        ("-38.025312", "145.28905", (-38.025312, 145.28905)),
        ("38.025312S", "145.28905W", (-38.025312, -145.28905)),
        ("38,1.5187", "145,17.3433", (None, None)),
        ("-98.025312", "145.28905", (None, None)),
    ],
)
def test_places_as_programs_write_them_into_xmp(
    latitude: str, longitude: str, place: tuple[float | None, float | None]
) -> None:
    """Small letters, and degrees alone with a sign or a letter; minutes without a letter say of no hemisphere."""
    found = metadata.xmp_place({"GPSLatitude": latitude, "GPSLongitude": longitude})
    assert (found.get("latitude"), found.get("longitude")) == place


@pytest.mark.parametrize(
    ("latitude", "south", "found"),
    [
        ((38.0, 1.0, 31.25), "s", -38.0253472),
        ((38.0, 1.0, 31.25), "South", -38.0253472),
        (38.025312, "S", -38.025312),
        ((38.0, 1.5, IFDRational(0, 0)), "S", -38.025),
    ],
)
def test_a_place_as_careless_cameras_write_it(
    decoder: media.Decoder, tmp_path: Path, latitude: object, south: str, found: float
) -> None:
    """Small letters and whole words for the hemisphere, degrees alone, 0/0 for the seconds."""
    exif = with_gps(latitude, (145.0, 17.0, 20.58), south, "east")
    facts = decoder.inspect(saved(scene(), tmp_path / "a.jpg", exif=exif))
    assert (facts.latitude, facts.longitude) == (found, 145.28905)


def test_a_telephones_picture_is_measured_and_placed(decoder: media.Decoder, tmp_path: Path) -> None:
    """HEIC: its size is known even where what codes its pixels is none that the decoder has."""
    box = b"\0\0\0\x14ispe\0\0\0\0" + (40).to_bytes(4, "big") + (30).to_bytes(4, "big")
    path = tmp_path / "a.heic"
    path.write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0heicmif1" + box)
    facts = decoder.inspect(path)
    assert facts.media_type == "image/heic"
    assert facts.problem.startswith("cannot be decoded")
    assert decoder.started == 1


def test_credit_and_caption_from_xmp(decoder: media.Decoder, tmp_path: Path) -> None:
    """Without any XML library of its own."""
    facts = decoder.inspect(saved(scene(), tmp_path / "a.jpg", xmp=XMP.encode()))
    assert (facts.credit, facts.caption) == ("Ruth Anders / Agentur Süd", "Der Markt am Morgen")


@pytest.mark.parametrize(
    "packet", [b"<!DOCTYPE a [<!ENTITY b 'c'>]>" + XMP.encode(), b"<x", b"", None, 5, b"\xff" * 100, "<a>" * 5000]
)
def test_hostile_xmp_says_nothing(packet: object) -> None:
    """A document type ends the reading; so does what is no XML."""
    assert metadata.xmp_of(packet) == {}


def test_an_upright_size_and_thumbnail(decoder: media.Decoder, tmp_path: Path) -> None:
    """Width and height are what people see."""
    exif = Image.Exif()
    exif[0x0112] = 6
    facts = decoder.inspect(
        saved(scene(400, 200), tmp_path / "a.jpg", exif=exif), thumbnail=tmp_path / "t.jpg", size=100
    )
    assert (facts.width, facts.height) == (200, 400)
    assert size_of(tmp_path / "t.jpg") == (50, 100)


def test_the_thumbnail_carries_no_metadata(decoder: media.Decoder, tmp_path: Path) -> None:
    """A place is shown where people can see that it is shown, and not hidden in a small copy."""
    path = saved(scene(), tmp_path / "a.jpg", exif=with_gps((46, 38, 0), (32, 37, 0)))
    assert decoder.inspect(path, thumbnail=tmp_path / "t.jpg").thumbnail
    with Image.open(tmp_path / "t.jpg") as small:
        assert not small.getexif()
        assert max(small.size) == 480
    assert not (tmp_path / "t.jpg.part").exists()


def test_hashes_of_the_same_scene_are_near(decoder: media.Decoder, tmp_path: Path) -> None:
    """Half the size and a tenth of the quality: the same picture. Mirrored: another one."""
    one = decoder.inspect(saved(scene(1600, 1200), tmp_path / "a.png"))
    other = decoder.inspect(saved(scene(1600, 1200).resize((800, 600)), tmp_path / "b.jpg", quality=10))
    mirrored = decoder.inspect(saved(scene(1600, 1200).transpose(Image.Transpose.FLIP_LEFT_RIGHT), tmp_path / "c.png"))
    assert distance(one.phash, other.phash) <= 6
    assert distance(one.phash, mirrored.phash) > 16


def test_frames_of_an_animation(decoder: media.Decoder, tmp_path: Path) -> None:
    """A GIF of three pictures."""
    pictures = [Image.new("RGB", (40, 30), color) for color in ("red", "green", "blue")]
    path = saved(pictures[0], tmp_path / "a.gif", save_all=True, append_images=pictures[1:])
    assert decoder.inspect(path).frames == 3


def test_transparency_becomes_white(decoder: media.Decoder, tmp_path: Path) -> None:
    """As on a page."""
    decoder.inspect(saved(Image.new("RGBA", (60, 60), (0, 0, 0, 0)), tmp_path / "a.png"), thumbnail=tmp_path / "t.jpg")
    with Image.open(tmp_path / "t.jpg") as small:
        assert small.getpixel((30, 30)) == (255, 255, 255)


def test_content_credentials_are_reported(decoder: media.Decoder, tmp_path: Path) -> None:
    """At the place that each format has for them, and nowhere else."""
    box = b"JP\0\x01\0\0\0\x01\0\0\0\x40jumb\0\0\0\x20jumdc2pa\0\x11\0\x10"
    segment = b"\xff\xeb" + struct.pack(">H", len(box) + 2) + box
    assert decoder.inspect(inserted(saved(scene(), tmp_path / "a.jpg"), segment)).credentials
    assert not decoder.inspect(saved(scene(), tmp_path / "b.jpg", comment=b"jumb c2pa")).credentials


def test_the_plain_functions(tmp_path: Path) -> None:
    """For one file nobody needs to keep a decoder."""
    path = saved(scene(), tmp_path / "a.jpg")
    assert media.inspect(path).width == 800
    assert media.thumbnail(path, tmp_path / "t.jpg", 64)
    assert size_of(tmp_path / "t.jpg") == (64, 48)
    with pytest.raises(OSError, match="No such file"):
        media.inspect(tmp_path / "nothing.jpg")


# ---------------------------------------------------------------------------------------------------------------- film


def box(kind: bytes, *content: bytes) -> bytes:
    """A box of a film."""
    """Width and height of a picture file."""
    inside = b"".join(content)
    return struct.pack(">I", len(inside) + 8) + kind + inside


def film(*extra: bytes, matrix: tuple[int, ...] = (0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)) -> bytes:
    """A film's headers: 12.5 s, 1280 by 720, made 2022-11-11 20:35:08 UTC."""
    header = struct.pack(">IIIIII", 0, 3_751_043_708, 0, 1000, 12_500, 0x10000)
    track = (
        struct.pack(">IIIIII8xHHHH", 3, 0, 0, 1, 0, 12_500, 0, 0, 0, 0)
        + struct.pack(">9i", *matrix)
        + struct.pack(">II", 1280 << 16, 720 << 16)
    )
    return (
        box(b"ftyp", b"isom\0\0\2\0isomiso2")
        + box(b"moov", box(b"mvhd", header), box(b"trak", box(b"tkhd", track)), *extra)
        + box(b"mdat", bytes(64))
    )


def test_film(decoder: media.Decoder, tmp_path: Path) -> None:
    """Length, size, time and place, from the boxes alone."""
    place = b"+46.6334+032.6203/"
    path = tmp_path / "a.bin"
    path.write_bytes(film(box(b"udta", box(b"\xa9xyz", struct.pack(">HH", len(place), 0x15C7), place))))
    facts = decoder.inspect(path)
    assert (facts.media_type, facts.duration_s, facts.width, facts.height) == ("video/mp4", 12.5, 1280, 720)
    assert (facts.latitude, facts.longitude) == (46.6334, 32.6203)
    assert facts.taken_at == dt.datetime(2022, 11, 11, 20, 35, 8, tzinfo=dt.UTC)
    assert facts.problem == ""


@pytest.mark.parametrize(
    ("written", "place"),
    [
        (b"+4638.003+03237.220/", (46.63338, 32.62033)),
        (b"-335207.7+1511233.5+010/", (-33.86881, 151.20931)),
        (b"+46.6334+032.6203CRSWGS_84/", (46.6334, 32.6203)),
        (b"+4672.003+03237.220/", (None, None)),
        (b"+00.0000+000.0000/", (None, None)),
    ],
)
def test_places_with_minutes(written: bytes, place: tuple[float | None, float | None]) -> None:
    """ISO 6709 allows degrees alone, minutes and seconds; 72 minutes are none, and 0, 0 is no place."""
    data = film(box(b"udta", box(b"\xa9xyz", struct.pack(">HH", len(written), 0x15C7), written)))
    found = boxes.read(io.BytesIO(data), len(data))
    told = tuple(round(each, 5) if each is not None else None for each in (found.latitude, found.longitude))
    assert told == place


@pytest.mark.parametrize("name", [b"Quay\0", "\ufeffQuay\0".encode("utf-16-be"), b"\0"])
def test_place_as_3gpp_writes_it(name: bytes) -> None:
    """A `loci` box: longitude before latitude, in parts of 65,536, behind a name in UTF-8 or UTF-16."""
    place = struct.pack(">iii", round(32.6203 * 65536), round(-46.6334 * 65536), 0)
    for written, found in ((place, (-46.6334, 32.6203)), (bytes(12), None), (place[:6], None)):
        data = film(box(b"udta", box(b"loci", bytes(4), b"\x15\xc7", name, b"\0", written)))
        known = boxes.read(io.BytesIO(data), len(data))
        assert (known.latitude, known.longitude) == (pytest.approx(found, abs=2e-5) if found else (None, None))


def test_numbers_in_a_films_comment_are_no_place() -> None:
    """An item of iTunes' list says by its name what it is; QuickTime's have a key's number."""
    value = box(b"data", struct.pack(">II", 1, 0), b"-38.0253+145.2891/")
    for item, latitude in ((b"\xa9cmt", None), (b"\xa9xyz", -38.0253), (b"\0\0\0\1", -38.0253)):
        data = film(box(b"udta", box(b"meta", bytes(4), box(b"hdlr", bytes(25)), box(b"ilst", box(item, value)))))
        assert boxes.read(io.BytesIO(data), len(data)).latitude == latitude


def test_place_in_apples_metadata(decoder: media.Decoder, tmp_path: Path) -> None:
    """`com.apple.quicktime.location.ISO6709` stands in a list of items that are numbered, not named."""
    items = box(b"ilst", box(b"\0\0\0\2", box(b"data", struct.pack(">II", 1, 0), b"-33.5000-070.6000+540.2/")))
    path = tmp_path / "a.mov"
    path.write_bytes(film(box(b"meta", box(b"hdlr", bytes(24)), items)))
    facts = decoder.inspect(path)
    assert (facts.latitude, facts.longitude) == (-33.5, -70.6)


def test_a_film_on_its_side(decoder: media.Decoder, tmp_path: Path) -> None:
    """Telephones store the turn in a matrix."""
    path = tmp_path / "a.mp4"
    path.write_bytes(film(matrix=(0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000)))
    facts = decoder.inspect(path)
    assert (facts.width, facts.height) == (720, 1280)


@pytest.mark.parametrize("cut", [9, 20, 60, 100, 150, 200])
def test_a_film_that_ends_early(decoder: media.Decoder, tmp_path: Path, cut: int) -> None:
    """It says that something is missing, and the next file is looked at."""
    path = tmp_path / "a.mp4"
    path.write_bytes(film()[:cut])
    assert decoder.inspect(path).problem


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.binary(max_size=400), st.integers(0, 300))
def test_boxes_never_raise(noise: bytes, at: int) -> None:
    """Whatever stands in them, also inside a film's own headers."""
    whole = film()
    for data in (noise, whole[:at] + noise, whole[:at] + noise + whole[at + len(noise) :]):
        boxes.read(io.BytesIO(data), len(data))


def test_lying_lengths_cost_nothing() -> None:
    """A million boxes of eight bytes, and boxes nested as deep as they go: a bounded number is looked at."""
    many = box(b"moov", box(b"free") * 1_000_000)
    deep = b""
    for _ in range(20_000):
        deep = box(b"udta", deep)
    start = time.process_time()
    for data in (many, deep[:100_000]):
        boxes.read(io.BytesIO(data), len(data))
    assert time.process_time() - start < 10


# ------------------------------------------------------------------------------------------------------------- hostile


def png(width: int, height: int, data: bytes | None = None) -> bytes:
    """A PNG of that size; its pixels are zeros, which compress a thousandfold."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    if data is None:
        packer = zlib.compressobj(9)
        data = b"".join(packer.compress(bytes(width // 8 + 2)) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def test_f4_a_bomb_is_kept_and_not_decoded(decoder: media.Decoder, tmp_path: Path) -> None:
    """F4: 169 million pixels in 20 kB: its size is known, no thumbnail is made, the file is as it was."""
    path = tmp_path / "bomb.png"
    path.write_bytes(png(13_000, 13_000))
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    start = time.monotonic()
    facts = decoder.inspect(path, thumbnail=tmp_path / "t.jpg")
    assert time.monotonic() - start < 60
    assert (facts.width, facts.height, facts.phash, facts.thumbnail) == (13_000, 13_000, None, False)
    assert "48 million" in facts.problem
    assert not (tmp_path / "t.jpg").exists()
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before


@pytest.mark.skipif(bool(limits.missing()), reason="this system has no such limits")
def test_f4_the_memory_of_the_process_is_bounded() -> None:
    """F4: what wants more than 1 GiB gets a MemoryError instead, in that process and not in ours."""
    program = "from embedarchive.media import limits; limits.confine(); bytearray(limits.MEMORY)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "MemoryError" in done.stderr


@pytest.mark.skipif(bool(limits.missing()), reason="this system has no such limits")
def test_f4_the_processor_time_of_one_file_is_bounded() -> None:
    """F4: the limit ends what computes on, and is granted anew for the next file."""
    program = (
        "import resource, time; from embedarchive.media import limits\n"
        "limits.CPU_S = 1\n"
        "for _ in range(3):\n"
        "    limits.allow_one_more(); end = time.process_time() + 0.6\n"
        "    while time.process_time() < end: pass\n"
        "print('three files', flush=True); limits.allow_one_more()\n"
        "while True: pass"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=300)
    assert done.stdout == "three files\n"
    assert done.returncode == -24  # SIGXCPU


def test_f4_a_file_that_ends_the_process_costs_only_itself(tmp_path: Path) -> None:
    """F4: the clock ends the process; the next file has a new one."""
    path = saved(scene(), tmp_path / "a.jpg")
    with media.Decoder(wall_s=0.0001) as impatient:
        assert "s, or more memory" in impatient.inspect(path).problem
    with media.Decoder() as decoder:
        assert decoder.inspect(path).problem == ""
        assert decoder._process is not None
        decoder._process.kill()
        decoder._process.wait()
        assert decoder.inspect(path).problem == ""
        assert decoder.started == 2


def test_one_process_for_many_files(tmp_path: Path) -> None:
    """It is started once, and it ends with the decoder."""
    path = saved(scene(100, 100), tmp_path / "a.jpg")
    with media.Decoder() as decoder:
        for _ in range(20):
            assert decoder.inspect(path).problem == ""
        assert decoder.started == 1
        process = decoder._process
    assert process is not None
    assert process.poll() is not None


@pytest.mark.parametrize("keep", [0, 1, 4, 20, 200, 2000])
@pytest.mark.parametrize("ending", ["jpg", "png", "gif", "webp", "avif"])
def test_f4_truncated_pictures(decoder: media.Decoder, tmp_path: Path, ending: str, keep: int) -> None:
    """F4.

    A cut file has a problem, or it was whole in what was cut; never an exception, never a thumbnail of half a
    picture.
    """
    path = saved(scene(900, 700), tmp_path / f"a.{ending}")
    path.write_bytes(path.read_bytes()[:keep])
    facts = decoder.inspect(path, thumbnail=tmp_path / "t.jpg")
    assert facts.problem
    assert not facts.thumbnail
    assert not (tmp_path / "t.jpg").exists()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"<!DOCTYPE html><title>Not a picture</title>", "text/html"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "image/svg+xml"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "application/postscript"),
        (b"%PDF-1.7\n", "application/pdf"),
        (b"II*\0" + bytes(100), "image/tiff"),
        (b"", "application/octet-stream"),
        (os.urandom(300), None),
    ],
)
def test_f4_what_is_no_picture_is_not_decoded(
    decoder: media.Decoder, tmp_path: Path, content: bytes, expected: str | None
) -> None:
    """F4: only formats on the list reach a decoder, whatever the name says."""
    path = tmp_path / "a.jpg"
    path.write_bytes(content)
    facts = decoder.inspect(path, thumbnail=tmp_path / "t.jpg")
    assert expected in {None, facts.media_type}
    assert facts.problem
    assert not facts.thumbnail


SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {}>{}</svg>'
LAUGHS = '<!ENTITY l0 "ha">' + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "drawing",
    [
        SVG.format('onload="alert(1)"', "<script>fetch('http://127.0.0.1:9/')</script>"),
        f"<?xml version='1.0'?><!DOCTYPE svg [{LAUGHS}]>" + SVG.format("", "<text>&l9;</text>"),
        '<!DOCTYPE svg [<!ENTITY s SYSTEM "file:///etc/passwd">]>' + SVG.format("", "<text>&s;</text>"),
        SVG.format("", '<image xlink:href="http://127.0.0.1:9/a.png"/><use xlink:href="file:///etc/passwd#a"/>'),
        SVG.format("", "<foreignObject><iframe src='http://127.0.0.1:9/'></iframe></foreignObject>"),
        SVG.format('width="999999999" height="999999999" viewBox="0 0 1e99 1e99"', "<rect/>" * 50_000),
        SVG.format("", "<g>" * 100_000),
        SVG.format("", "<style>@import url(http://127.0.0.1:9/);</style><animate attributeName='href' values='x'/>"),
    ],
    ids=["script", "laughs", "a file", "references", "frames", "size", "depth", "style"],
)
def test_f4_a_drawing_is_kept_and_never_drawn(decoder: media.Decoder, tmp_path: Path, drawing: str) -> None:
    """F4: whatever an SVG holds, nothing of it is read or drawn; it says no size, and has no thumbnail."""
    path = tmp_path / "a.svg"
    path.write_text(drawing, encoding="utf-8")
    facts = decoder.inspect(path, thumbnail=tmp_path / "t.jpg")
    assert facts.media_type == "image/svg+xml"
    assert (facts.width, facts.height, facts.thumbnail) == (None, None, False)
    assert "kept and not decoded" in str(facts.problem)
    assert "root:" not in repr(facts)


def test_f4_a_wrong_beginning(decoder: media.Decoder, tmp_path: Path) -> None:
    """F4: a GIF that begins like a JPEG is read as a JPEG only."""
    path = saved(scene(), tmp_path / "a.gif")
    path.write_bytes(b"\xff\xd8\xff\xe0" + path.read_bytes())
    facts = decoder.inspect(path)
    assert (facts.media_type, facts.phash) == ("image/jpeg", None)
    assert facts.problem


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.data())
def test_f4_damaged_pictures(decoder: media.Decoder, tmp_path: Path, data: st.DataObject) -> None:
    """F4: any bytes anywhere in a picture with metadata: facts come back, and the process usually survives."""
    path = tmp_path / "a.jpg"
    saved(scene(64, 48), path, exif=with_gps((46, 38, 0), (32, 37, 0)), xmp=XMP.encode())
    whole = bytearray(path.read_bytes())
    for at in data.draw(st.lists(st.integers(0, len(whole) - 1), min_size=1, max_size=12)):
        whole[at] = data.draw(st.integers(0, 255))
    path.write_bytes(whole)
    facts = decoder.inspect(path)
    assert facts.latitude is None or -90 <= facts.latitude <= 90


def test_limits_say_where_they_degrade(monkeypatch: pytest.MonkeyPatch) -> None:
    """Linux enforces all; the others do not, and it is known which."""
    monkeypatch.setattr(sys, "platform", "darwin")
    assert limits.missing() == ("memory",)
    monkeypatch.setattr(sys, "platform", "win32")
    assert "processor time" in limits.missing()
    limits.confine()
    limits.allow_one_more()


def test_a_decoder_that_was_stopped_starts_no_other_process(tmp_path: Path) -> None:
    """Threads that were waiting for their turn when a run was stopped leave nothing running behind."""
    path = tmp_path / "picture.png"
    Image.new("RGB", (8, 8)).save(path)
    with media.Decoder() as decoder:
        assert decoder.inspect(path).width == 8
        decoder.stop()
        assert decoder.inspect(path).problem == "the decoder was stopped"
        assert decoder.started == 1
