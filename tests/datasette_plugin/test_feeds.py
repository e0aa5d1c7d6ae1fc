"""Feeds and KML: read back by a strict parser, hostile words and all."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedarchive.datasette_plugin.pages.feeds import child, document

ATOM = "{http://www.w3.org/2005/Atom}"
KML = "{http://www.opengis.net/kml/2.2}"
Ask = Callable[..., Any]


def feed(ask: Ask, name: str, **headers: str) -> ET.Element:
    """A feed, parsed by expat, which forgives nothing."""
    answer = ask(f"/-/{name}.atom", **headers)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(answer.content)  # noqa: S314 -- our own feed


@pytest.mark.parametrize("name", ["snapshots", "vanished"])
def test_w3_a_feed_is_what_rfc_4287_asks_for(ask: Ask, name: str) -> None:
    """Each element once where it must be once; absolute addresses; ids that differ; the newest first."""
    root = feed(ask, name)
    assert root.tag == f"{ATOM}feed"
    for wanted in ("title", "id", "updated", "author"):
        assert len(root.findall(f"{ATOM}{wanted}")) == 1
    assert {link.get("rel") for link in root.findall(f"{ATOM}link")} == {"self", "alternate"}
    entries = root.findall(f"{ATOM}entry")
    assert entries
    for entry in entries:
        for wanted in ("title", "id", "updated", "author", "link"):
            assert len(entry.findall(f"{ATOM}{wanted}")) == 1
        address = entry.find(f"{ATOM}link")
        assert address is not None
        assert re.fullmatch(r"https?://[^/]+/-/post/\d+", address.get("href") or "")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids)
    times = [entry.findtext(f"{ATOM}updated") or "" for entry in entries]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z", time) for time in times)
    assert times == sorted(times, reverse=True)
    assert root.findtext(f"{ATOM}updated") == times[0]


def test_feeds_tell_what_happened(ask: Ask) -> None:
    """A capture, an edit, a loss; in the reader's language."""
    titles = [entry.findtext(f"{ATOM}title") or "" for entry in feed(ask, "snapshots").findall(f"{ATOM}entry")]
    assert titles.count("Harbour Watch: captured") == 2
    assert "Harbour Watch: found gone (deleted)" in titles
    assert not any("quoted" in title or "no answer" in title for title in titles)
    gone = [
        entry.findtext(f"{ATOM}title") for entry in feed(ask, "vanished", Accept_Language="nl").iter(f"{ATOM}entry")
    ]
    assert "Harbour Watch: Gearchiveerd, sindsdien verwijderd van X (Twitter), hier bewaard" in gone


def test_an_entry_keeps_its_id_wherever_it_is_served(ask: Ask) -> None:
    """A feed reader that has seen it shows it once."""
    here, there = feed(ask, "snapshots"), feed(ask, "snapshots", Host="elsewhere.example")
    assert [one.findtext(f"{ATOM}id") for one in here.iter(f"{ATOM}entry")] == [
        one.findtext(f"{ATOM}id") for one in there.iter(f"{ATOM}entry")
    ]


def test_w3_hostile_words_stay_words_in_a_feed(ask: Ask) -> None:
    """Neither elements nor attributes of ours."""
    root = feed(ask, "snapshots")
    assert {element.tag.removeprefix(ATOM) for element in root.iter()} <= {
        "feed", "title", "id", "link", "updated", "author", "name", "entry", "content",
    }  # fmt: skip
    assert any("<script>alert(1)</script>" in (text or "") for text in root.itertext())
    assert all(content.get("type") == "text" for content in root.iter(f"{ATOM}content"))


@given(st.text(), st.text())
def test_any_text_can_stand_in_a_document(text: str, attribute: str) -> None:
    """What XML cannot hold is left out; the rest comes back as it was."""
    root = ET.Element("root")
    child(root, "child", text, title=attribute)
    back = ET.fromstring(document(root).encode("utf-8", "surrogatepass"))[0]  # noqa: S314 -- our own
    kept = "".join(character for character in text if character.isprintable())
    assert kept == "".join(character for character in back.text or "" if character.isprintable() and character in text)


def test_kml_holds_the_places_of_the_map(ask: Ask) -> None:
    """The same points as GeoJSON; in the description, which Google Earth takes for HTML, words stay words."""
    answer = ask("/-/places.kml")
    assert answer.headers["content-type"].startswith("application/vnd.google-earth.kml+xml")
    root = ET.fromstring(answer.content)  # noqa: S314 -- our own
    points = {
        tuple(float(part) for part in (place.findtext(f"{KML}Point/{KML}coordinates") or "").split(","))
        for place in root.iter(f"{KML}Placemark")
    }
    features = json.loads(ask("/-/places.geojson").text)["features"]
    assert points == {tuple(feature["geometry"]["coordinates"]) for feature in features}
    told = [place.findtext(f"{KML}description") or "" for place in root.iter(f"{KML}Placemark")]
    here = "http://localhost/-/"
    link = f'<a href="{here}[a-z]+/[0-9]+([?]at=(picture-[0-9]+)#\\2)?">'
    image = f'<img src="{here}thumb/[0-9a-f]{{64}}" alt="[^"<>]*">'
    ours = f"<br>|</a>|{link}|{image}"
    assert not any("<" in re.sub(ours, "", text) for text in told)
    assert any("<script>alert(1)</script>" in html.unescape(text) for text in told)
    assert any(text.endswith('<a href="http://localhost/-/post/1">http://localhost/-/post/1</a>') for text in told)
    assert sum("<img " in text for text in told) == 2


def test_every_page_names_the_feeds(ask: Ask) -> None:
    """For a feed reader that is given the address of a page."""
    for path in ("/", "/-/post/1", "/-/map"):
        named = re.findall(
            r'<link rel="alternate" type="application/atom\+xml" title="([^"]+)" href="([^"]+)"', ask(path).text
        )
        assert [address for _, address in named] == ["/-/snapshots.atom", "/-/vanished.atom"]


def test_an_empty_archive_has_feeds_too(empty_site: str) -> None:
    """Without entries."""
    from urllib.request import urlopen

    for name in ("snapshots", "vanished"):
        with urlopen(f"{empty_site}/-/{name}.atom") as answer:  # noqa: S310 -- this machine
            root = ET.fromstring(answer.read())  # noqa: S314 -- our own
        assert root.findall(f"{ATOM}entry") == []
        assert root.findtext(f"{ATOM}updated")
