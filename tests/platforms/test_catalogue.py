"""The catalogue: every module is whole, claims its own addresses and nobody else's."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import types

import pytest

from embedarchive import platforms
from embedarchive.model import Embed, Missing, Reason, Request
from embedarchive.protocols.binding import platform as described

NAMES = sorted(platforms.catalogue())
PROMISED = """
twitter instagram facebook tiktok youtube telegram reddit mastodon bluesky threads linkedin vimeo dailymotion
twitch pinterest tumblr imgur giphy flickr vk soundcloud spotify truthsocial rumble documentcloud datawrapper flourish
googlemaps""".split()  # noqa: SIM905 -- legible


def test_the_platforms_promised_are_there() -> None:
    """Each in a module of its own."""
    assert set(PROMISED) <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_claimed_by_exactly_one_platform(name: str) -> None:
    """Its own: asked one by one, and through `recognise`."""
    example = platforms.get(name).example
    claims = [other for other in NAMES if platforms.get(other).recognise(example)]
    assert claims == [name]
    found = platforms.recognise(example)
    assert found is not None
    assert (found.platform, found.url[:8]) == (name, "https://")


@pytest.mark.parametrize("name", NAMES)
def test_the_canonical_address_names_the_same_post(name: str) -> None:
    """What `recognise` returns is recognised again, as the same post."""
    found = platforms.recognise(platforms.get(name).example)
    assert found is not None
    again = platforms.recognise(found.url)
    assert again is not None
    assert (again.platform, again.id) == (name, found.id)


@pytest.mark.parametrize("name", NAMES)
def test_digits_of_other_scripts_are_in_no_id(name: str) -> None:
    """To Python they are digits; a name in another script may have them."""
    host, slash, path = platforms.get(name).example.partition("://")[2].partition("/")
    found = platforms.recognise(f"https://{host}{slash}{path.translate(str.maketrans('0123456789', '٠١٢٣٤٥٦٧٨٩'))}")
    assert found is None or found.id.isascii()
    channel = platforms.recognise("https://odysee.com/@jane:a/वीडियो-१२३:b")
    assert channel is not None
    assert "१२३" in channel.id


@pytest.mark.parametrize("name", NAMES)
def test_look_alike_hosts_are_claimed_by_nobody(name: str) -> None:
    """A platform's host in the path, as a label of another's host, or glued to it."""
    platform = platforms.get(name)
    rest = platform.example.partition("://")[2]
    glued = rest.removeprefix(f"{rest.partition('.')[0]}.") if rest.count(".", 0, rest.index("/")) > 1 else rest
    for url in (
        f"https://evil.example/{rest}",
        f"https://{rest.replace('/', '.evil.example/', 1)}",
        f"https://not{glued}",
    ):
        found = platforms.recognise(url)
        assert found is None or not platform.hosts or not platforms.get(found.platform).hosts, url


@pytest.mark.parametrize("name", NAMES)
def test_addresses_name_the_post(name: str) -> None:
    """Every address under which an archive may hold it is absolute, and the first is one the platform recognises."""
    platform = platforms.get(name)
    found = platform.recognise(platform.example)
    assert found is not None
    embed = Embed(platform=name, form="iframe", id=found.id, url=found.url, handle=found.handle)
    addresses = platform.addresses(embed)
    assert addresses
    assert len(set(addresses)) == len(addresses)
    assert all(each.startswith("https://") for each in addresses)
    assert platform.addresses(Embed(platform=name, form="iframe")) == ()
    first = platform.recognise(addresses[0])
    assert first is not None
    assert first.id == found.id


@pytest.mark.parametrize(
    ("platform", "identifier", "moment"),
    [
        ("twitter", "1591167663165898754", dt.datetime(2022, 11, 11, 20, 35, 8, 21000, tzinfo=dt.UTC)),
        ("twitter", "29700859246", None),
        ("twitter", "20", None),
        ("instagram", "C2kSJdxu3Mr", dt.datetime(2024, 1, 26, 14, 31, 59, tzinfo=dt.UTC)),
        ("threads", "C2kSJdxu3Mr", dt.datetime(2024, 1, 26, 14, 31, 59, tzinfo=dt.UTC)),
        ("tiktok", "6718335390845095173", dt.datetime(2019, 7, 27, tzinfo=dt.UTC)),
        ("linkedin", "7304286962587242496", dt.datetime(2025, 3, 8, tzinfo=dt.UTC)),
        ("mastodon", "mastodon.example/109326124857432101", dt.datetime(2022, 11, 11, tzinfo=dt.UTC)),
        ("truthsocial", "109326124857432101", dt.datetime(2022, 11, 11, tzinfo=dt.UTC)),
        ("bluesky", "3lkjzq6bnpk2a", dt.datetime(2025, 3, 17, tzinfo=dt.UTC)),
        ("youtube", "aqz-KE-bpKQ", None),
        ("instagram", "not a code", None),
        ("bluesky", "zzzzzzzzzzzzz", None),
    ],
)
def test_ids_hold_their_time(platform: str, identifier: str, moment: dt.datetime | None) -> None:
    """The day, and where it was measured the second; null where ids hold none."""
    found = platforms.get(platform).posted_at(identifier)
    if moment is None:
        assert found is None
    else:
        assert found is not None
        assert found.tzinfo is dt.UTC
        exact = moment.time() != dt.time()
        assert (
            (found.replace(microsecond=moment.microsecond) == moment)
            if exact
            else abs(found - moment) < dt.timedelta(days=2)
        )


@pytest.mark.parametrize("name", ["web", "nobody"])
def test_a_platform_without_a_capture_asks_for_the_page(name: str) -> None:
    """Also one that nobody has heard of, as an archive may hold after its module was uninstalled."""
    capture = platforms.get(name).capture(Embed(platform=name, form="iframe", id="1", url="https://a.example/"))
    assert next(capture) == Request(url="https://a.example/")


@pytest.mark.parametrize("name", ["web", "nobody"])
def test_without_an_address_nobody_is_asked(name: str) -> None:
    """There is nothing to ask for: unidentified."""
    capture = platforms.get(name).capture(Embed(platform=name, form="iframe", id="1"))
    with pytest.raises(StopIteration) as stop:
        next(capture)
    assert isinstance(stop.value.value, Missing)
    assert stop.value.value.reason is Reason.UNIDENTIFIED


def test_third_parties_add_platforms_by_entry_points(monkeypatch: pytest.MonkeyPatch) -> None:
    """A module of the same shape, named in the group `embedarchive.platforms`, is one of the catalogue."""
    module = types.ModuleType("orkut")
    vars(module).update(
        NAME="orkut", EXAMPLE="https://orkut.example/1", HOSTS=("orkut.example",), recognise=lambda _url: None
    )

    class Entry:
        def load(self) -> types.ModuleType:
            return module

    monkeypatch.setattr(
        importlib.metadata, "entry_points", lambda group: [Entry()] if group == "embedarchive.platforms" else []
    )
    platforms.brought.cache_clear()
    platforms.catalogue.cache_clear()
    try:
        assert platforms.catalogue()["orkut"] == described(module)
    finally:
        monkeypatch.undo()
        platforms.brought.cache_clear()
        platforms.catalogue.cache_clear()


@pytest.mark.parametrize("name", NAMES)
def test_a_platform_is_called_in_one_way(name: str) -> None:
    """A label for people, and other names that no other platform has as its name or its alias."""
    platform = platforms.get(name)
    assert platform.label.strip()
    assert platform.label != name
    claimed = [other for other in NAMES for word in (other, *platforms.get(other).aliases) if word in platform.aliases]
    assert claimed == [name] * len(platform.aliases)
    assert all(platforms.aliases()[word] == name for word in platform.aliases)


def test_names_that_people_use() -> None:
    """X is Twitter; what nobody knows is shown by its name, with a capital."""
    assert (platforms.aliases()["x"], platforms.get("twitter").label) == ("twitter", "X (Twitter)")
    assert platforms.get("orkut").label == "Orkut"


def test_whose_clock() -> None:
    """Bluesky's times are chosen by the author's own device; those of others are the platform's."""
    assert [name for name in NAMES if platforms.get(name).client_clock] == ["bluesky"]
