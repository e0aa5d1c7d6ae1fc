"""Embeds whose markup names the platform in one place and the post in another.

`data-service="youtube" data-id="…"`, `<div class="vimeo_player" videoid="…">`, `<tweet-embed tweet-id="…">`, a frame
that a browser saved as `aqz-KE-bpKQ.html` under the title "YouTube video player": whoever made it, one attribute (or a
class, or the element's name) says whose post it is, and another which. An id counts where its attribute says that it is
a post's or a video's, and nowhere that readers are led to other things.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from embedarchive import platforms, urls
from embedarchive.documents.html import Node
from embedarchive.finder.markup.shapes import named as named_by
from embedarchive.finder.markup.shapes import refer
from embedarchive.model import Reference
from embedarchive.patterns import regex

_SHORTER = 3  # characters that an id may have less than the platform's example
_ACCOUNTS = 15  # digits: where ids are as long, accounts have such ids too
_PAIR = 2
_NODES = 500  # objects and lists of one JSON that are looked at
_AROUND = 6  # elements around one that may say that it leads elsewhere
_WORDS_OF = 400  # characters of classes or a title that are looked at
_NAME = 60  # characters of an attribute's name or a key
_ATTRIBUTES = 60  # of an element that are looked at

LONGEST = 8000
"""Characters of settings: what is longer is the state of a program."""
_PIECE = 10_000  # characters of a text that are looked through at once
_WORDS = regex(r"[a-z]{2,20}")
_GLUED = regex(r"(?:embed|player|video|post|id){1,2}\Z")
_PREFIX = regex(r"\A[a-z]{1,5}-(?=[a-z])")
"""What some write where others write `data-`."""
SHOWN = regex(r"video|embed|tweet|status|post|short")
_PLAYS = regex(r"embed|player")
_TELLING = regex(r"(?:id|shortcode|url|src|kind)\Z|provider|service|platform|source|type")
_SAYS = regex(r"provider|service|platform|(?:\A|data-)(?:source|type|kind)\Z")  # not `element_type`
_KINDS = ("type", "kind")  # how names end under which an object says what it is
_WAITS = regex(r"embed-?(?:provider|service)")
_ADDRESS = regex(r"(?:data-)?(?:url|src)")
_FAR = 12  # elements around a frame
_BESIDE = regex(r"(?<![a-z])(?<!has[-_])(?<!with[-_])(?<!no[-_])(?:advert|ads?(?![a-z]|[-_]?free)|dfp|sponsor)")
_URL = regex(r"https?://[^\s\"'<>]{4,500}")
_AUTHOR = regex(r""""[a-z]{0,20}_?author[a-z_]{0,20}"\s{0,3}:\s{0,3}"[^"]{0,500}\"""", re.IGNORECASE)
"""What settings say of who wrote the post."""
_HOSTS = regex(r"/\\{0,4}/([a-z0-9.-]{4,60})\\{0,4}/")  # begins with a sign: a search leaps to it
_PLAYERS = regex(r"/embed\b|/plugins/|//player\.")
_SAVED = regex(r"[^/]{1,200}_files/(?P<stem>[\w-]{1,60})\.html?\Z")
_HUMP = regex(r"(?<=[a-z])(?=[A-Z])")  # inside `relatedVideos`
# What leads readers to other things, says who somebody is, or counts them: in a class, in the name of an element, an
# attribute or a key in JSON. What is around everything says of itself that it has such things: `has-sidebar`.
_ELSEWHERE = regex(
    r"""
    (?<! [a-z] ) (?<! has[-_] ) (?<! with[-_] ) (?<! no[-_] )
    (?: shar(?:e|ing) | social(?! [-_]?(?:embed|media|post) ) | follow | subscri | comment | like | repl[iy] | feed
      | timeline | profile | author | byline | users? (?![a-z]) | account | bio (?![a-z]) | login | sign[-_]?(?:in|up)
      | o?auth | channel | related | recommend | playlist | up[-_]?next | more[-_] | most[-_] | popular | trending
      | sidebar | teaser | promo | advert | ads? (?![a-z]) | dfp | sponsor | banner | newsletter | menu | nav (?![a-z])
      | navbar | navigation | footer | analytics | tracking | gtm | data[-_]?layer | (?<! live[-_] ) events? (?![a-z])
      | metrics | stats | copy | clipboard
    )
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Name:
    """What the name of an attribute, or of a key in JSON, says of its value.

    Attributes:
        says: it names a platform.
        waits: it names the platform whose embed waits here.
        address: it is the address of what stands here.
        identifies: it is an id.
        shown: what it is an id of: `video`, `tweet`, `post` …; empty when it does not say.
        platforms: whose it is.
    """

    says: bool = False
    waits: bool = False
    address: bool = False
    identifies: bool = False
    shown: str = ""
    platforms: tuple[str, ...] = ()


_MUTE = Name()


@functools.cache
def known() -> Mapping[str, str]:
    """The words that name a platform; one letter does where it is all that is said."""
    return {**{name: name for name in platforms.catalogue()}, **platforms.aliases()}


@functools.cache
def _identifier() -> re.Pattern[str]:
    """The names of ids, without hyphens; `data-user-id` and `data-page-id` are none."""
    long = (word for word in known() if len(word) > 1)
    words = "|".join((*long, "data", "external"))
    return re.compile(rf"(?:{words}|{SHOWN.pattern}){{0,5}}(?:id|shortcode)")


_IDS = regex(r'[iI][dD]"\s{0,3}:')


@functools.cache
def _keyed() -> re.Pattern[str]:
    """What stands before `Id` in the keys of ids, in JSON, that say whose they are: `"tweetId":`."""
    words = "|".join(word for word in known() if len(word) > 1)
    return re.compile(rf"(?:{words})[-_]?(?:{SHOWN.pattern})?[-_]?", re.IGNORECASE)


def _has_keyed_id(value: str) -> bool:
    """Whether JSON has such a key: keys that end so are fewer than those that might begin so."""
    for match in _IDS.finditer(value):
        if _keyed().fullmatch(value, value.rfind('"', 0, match.start()) + 1, match.start()):
            return True
    return False


@functools.lru_cache(maxsize=4096)
def named(name: str) -> Name:
    """What the name, of at most 60 characters, says."""
    if not _TELLING.search(name) or _ELSEWHERE.search(name):
        return _MUTE
    identifier = _identifier()
    plain = _plain(name)
    if plain != "id" and identifier.fullmatch(plain) is None:
        plain = _plain(_PREFIX.sub("data-", name, count=1))
    identifies = plain != "id" and identifier.fullmatch(plain) is not None
    shown = SHOWN.search(plain) if identifies else None
    return Name(
        says=_SAYS.search(name) is not None,
        waits=_WAITS.search(name) is not None,
        address=_ADDRESS.fullmatch(name) is not None,
        identifies=identifies,
        shown=shown.group() if shown else "",
        platforms=tuple(mentioned(name)) if identifies else (),
    )


def _plain(name: str) -> str:
    return name.replace("-", "").replace("_", "")


def is_of_something_else(name: str) -> bool:
    """Whether the name of an attribute says that it is the id of no post: of an account, a client, a page."""
    if len(name) > _NAME or _ELSEWHERE.search(name):
        return True
    plain = _plain(name)
    meaning = named(name)
    if plain.endswith("id") and plain.removeprefix("data") != "id" and not meaning.identifies:
        return True
    return any(not _certain(meaning, platform) for platform in meaning.platforms)


def mentioned(text: str) -> list[str]:
    """The platforms that these words name: an element's classes, its title, its name."""
    names = known()
    words = _WORDS.findall(text[:_WORDS_OF].lower())
    if words and text[_WORDS_OF - 1 : _WORDS_OF + 1].isalpha() and len(text) > _WORDS_OF:
        words.pop()  # it is cut
    return [names[stem] for word in words if (stem := word if word in names else _GLUED.sub("", word)) in names]


# ----------------------------------------------------------------------------------------------------------------- ids


@functools.cache
def _templates(platform: str) -> tuple[str, ...]:
    """The addresses that an id of the platform completes, as its shapes have them."""
    pairs = (pair for shape in platforms.get(platform).markup for pair in shape.attributes)
    found = {template for _, template in pairs if "{}" in template and template != "{}"}
    return tuple(sorted(found, reverse=True))  # of a track and a playlist the track


@functools.cache
def _example(platform: str) -> str:
    """An id of the platform."""
    post = platforms.recognise(platforms.get(platform).example)
    return post.id.rpartition("/")[2] if post else ""


def _alike(value: str, example: str) -> bool:
    """Whether a value is made like an id: about as long at least, digits for digits, with capitals if it has some."""
    if len(value) < len(example) - _SHORTER or value.isdigit() is not example.isdigit():
        return False
    return value.lower() != value or example.lower() == example


def completed(platform: str, value: str) -> Reference | None:
    """The post of the platform that has this id, or this address."""
    value = value.strip()
    if not _alike(value.rpartition("/")[2], _example(platform)) and "//" not in value[:10]:
        return None
    found = (post for template in _templates(platform) if (post := refer(value, template)))
    return next((post for post in found if post.platform == platform), None)


def _certain(name: Name, platform: str) -> bool:
    """Whether an id under that name is of a post of the platform, and not of an account or of the site's own."""
    example = _example(platform)
    if not example.isdigit():
        return bool(name.shown) or platform in name.platforms
    if len(example) < _ACCOUNTS:  # an article's id is a number like those of videos
        return name.shown not in ("", "post") or platform in name.platforms
    return bool(name.shown)


# ---------------------------------------------------------------------------------------------------------- attributes


def worth(names: Sequence[str], tag: str) -> bool:
    """Whether an element with attributes of these names may say whose post it is and which."""
    own = "-" in tag
    identified, told = False, own
    for name in names[:_ATTRIBUTES]:
        meaning = named(name) if len(name) <= _NAME else _MUTE
        if meaning is not _MUTE:
            if meaning.waits or (meaning.address and own):
                return True
            if meaning.shown and (meaning.platforms or "class" in names):
                return True
            identified = identified or meaning.identifies
            told = told or meaning.says or bool(meaning.platforms)
    return identified and told


def stated(element: Node) -> Reference | None:
    """The post that an element names in two places."""
    names = [name for name in islice(element.attrs, _ATTRIBUTES) if len(name) <= _NAME]
    said = told(element.attr(name) for name in names if named(name).says)
    tag = element.tag if "-" in element.tag else ""
    signs = mentioned(f"{element.attr('class')} {tag}") if any(named(name).shown for name in names) else []
    if not (said or signs or tag or any(named(name).platforms for name in names)):
        return None
    values = ((name, element.attr(name)) for name in names)
    attributes = {name: value.strip() for name, value in values if value and len(value) <= urls.LONGEST}
    post = next(_named(attributes, said, signs), None)
    if post is None and (said or _PLAYS.search(tag)):
        post = next(_addressed(attributes), None) if tag else None
    if post is None and any(named(name).waits for name in names):
        post = _linked(element, said)
    return None if post and leads_elsewhere(element) else post


def drawing(element: Node) -> list[str]:
    """The platforms that the script is called after which draws an island of Astro's: `/_astro/YouTube.Cd8a1f.js`.

    Format: https://docs.astro.build/en/concepts/islands/
    """
    script = (element.attr("component-url") or "")[-_WORDS_OF:].rpartition("/")[2].partition(".")[0]
    if not script:
        return []
    words = _HUMP.sub(" ", script)
    return [] if _ELSEWHERE.search(words.lower()) else mentioned(words) or mentioned(script)


def told(values: Iterable[str | None]) -> list[str]:
    """The platforms that are all that one of these values says."""
    names = known()
    words = (value.strip().lower().rpartition("/")[2] for value in values if value)
    return [names[word] for word in words if word in names]


def _named(attributes: Mapping[str, str], said: list[str], signs: list[str]) -> Iterator[Reference]:
    """The posts whose ids attributes hold, and whose platform they or the classes name."""
    for name, value in attributes.items():
        meaning = named(name)
        for platform in dict.fromkeys((*meaning.platforms, *said, *signs)) if meaning.identifies else ():
            sure = _certain(meaning, platform) or (not meaning.shown and platform in said)
            if sure and (post := completed(platform, value)):
                yield post


def _addressed(attributes: Mapping[str, str]) -> Iterator[Reference]:
    """The posts that an element which somebody made for embeds shows: `<media-player src="youtube/…">`."""
    for name, value in attributes.items():
        if named(name).address:
            platform, slash, rest = value.partition("/")
            whole = completed(platform, rest) if slash and platform in known() else platforms.recognise(value)
            if whole:
                yield whole


def _linked(element: Node, said: list[str]) -> Reference | None:
    """The one post of that platform that the links lead to, inside what stands for an embed."""
    hrefs = (anchor.attr("href") or "" for anchor in element.find_all("a", limit=20))
    found = {post.id: post for href in hrefs if (post := platforms.recognise(href)) and post.platform in said}
    return next(iter(found.values())) if len(found) == 1 else None


def leads_elsewhere(element: Node) -> bool:
    """Whether it stands in a list of other things, among buttons, or where the page says who somebody is."""
    for each in (element, *islice(element.ancestors, _AROUND)):
        tag = getattr(each, "tag", None)
        if tag is None or (each is not element and tag in ("main", "body")):
            return False
        if each is not element and tag == "article":  # one in another one may be a teaser, as what is around it tells
            if _is_within(each):
                continue
            return False
        name = tag.replace("social", "") if "-" in tag else tag  # what somebody made for embeds is called so
        if _ELSEWHERE.search(f"{name} {each.attr('class')}"[:400].lower()):
            return True
    return False


def _is_within(story: Node) -> bool:
    """Whether an `<article>` stands in another one, as teasers of other stories and media do."""
    return any(getattr(above, "tag", "") == "article" for above in islice(story.ancestors, _AROUND))


def is_player(address: str) -> bool:
    """Whether an address is that of a platform's player, and not of the page that shows the video."""
    return _PLAYERS.search(address) is not None


def is_beside(frame: Node, page: Collection[Node]) -> bool:
    """Whether a frame stands in what is called an advertisement.

    Args:
        frame: the frame.
        page: what holds the headline, and therefore the article, however it is called after what else it has.
    """
    for each in islice(frame.ancestors, _FAR):
        tag = getattr(each, "tag", "")
        if tag in ("", "article", "main", "body"):
            return False
        if _BESIDE.search(f"{each.attr('class')} {each.attr('id')}"[:400].lower()):
            return each not in page
    return False


def saved(element: Node) -> Reference | None:
    """A frame that a browser saved beside the page, under the last part of its address: the id of a video."""
    source = element.attr("src") or ""
    found = _SAVED.search(source[-300:]) if "_files/" in source else None
    if found is None:
        return None
    signs = mentioned(f"{element.attr('title')} {element.attr('class')}")
    return next((post for platform in signs if (post := completed(platform, found["stem"]))), None)


# ---------------------------------------------------------------------------------------------------------------- JSON


def settings(value: str) -> bool:
    """Whether an attribute's value may be the settings of a player in JSON."""
    if value[:1] not in "{[" or len(value) > LONGEST:
        return False
    return "at://did:" in value or appear_in(value) or _has_keyed_id(value)


def appear_in(text: str) -> bool:
    """Whether a text has a word that names a platform, or the address of one's site, escaped or not."""
    names = known().keys()
    for piece in _pieces(text):
        if not names.isdisjoint(_WORDS.findall(piece.lower())) or any(map(platforms.answers, _HOSTS.findall(piece))):
            return True
    return False


def _pieces(text: str) -> Iterator[str]:
    """A text in pieces, the first of which may say enough; each ends with a quotation mark, which no name has."""
    start = 0
    while start < len(text):
        end = text.find('"', start + _PIECE) + 1 or len(text)
        yield text[start:end]
        start = end


def configured(
    value: str, *, alone: bool = False, waiting: bool = False, drawn_by: Sequence[str] = ()
) -> Reference | None:
    """The one post that the settings of a player name: its address, or a platform and an id.

    Args:
        value: the settings, in JSON.
        alone: whether they are those of a block that shows nothing else, so that any post's address will do.
        waiting: whether that shows hardly a word, so that an id will do of which they say whose it is, and no more.
        drawn_by: the platforms that the script which draws it is called after.
    """
    try:
        pending: list[object] = [json.loads(value)]
    except (ValueError, RecursionError):
        pending = [_URL.findall(value)] if alone else []
    found: dict[str, Reference] = {}
    for _ in range(_NODES):
        if not pending:
            break
        item = pending.pop()
        if isinstance(item, dict):
            keyed = {_HUMP.sub("-", key).lower(): _single(each) for key, each in item.items() if len(key) <= _NAME}
            pending += (each for key, each in keyed.items() if key != "link" and not _ELSEWHERE.search(key))
            strings = {key: each for key, each in keyed.items() if isinstance(each, str)}
            found.update((post.id, post) for post in _set(strings, drawn_by, alone=alone, waiting=waiting))
        elif isinstance(item, str):
            pending += _inner(item)
        elif isinstance(item, list):
            pending += item
            listed = (named_by(each) for each in item if isinstance(each, str) and "//" in each[:10])
            found.update((post.id, post) for post in listed if post and alone)
    if alone and len(found) == 1 and _profiles(value):
        return None
    return next(iter(found.values())) if len(found) == 1 else None


def _single(value: object) -> object:
    """A value, out of the pair with its kind that Astro writes it as: `[0, "…"]`."""
    return value[1] if isinstance(value, list) and len(value) == _PAIR and value[0] in (0, 1) else value


def _inner(text: str) -> Iterator[object]:
    """What a string of settings holds that is JSON itself."""
    if text[:1] in ("{", "[") and text[-1:] in ("}", "]"):
        try:
            yield json.loads(text)
        except (ValueError, RecursionError):
            return


def _is_chosen(name: str, strings: Mapping[str, str]) -> bool:
    """Whether the address under a name is the one that is shown: some keep one for every kind, and say which."""
    kinds = [value for key, value in strings.items() if key.endswith(_KINDS)]
    whose = mentioned(name.replace("_", " "))
    return not (kinds and whose) or any(name in whose for kind in kinds for name in mentioned(kind))


def _profiles(value: str) -> bool:
    """Whether settings name addresses of platforms that are no posts: of accounts, but for that of a post's author."""
    addresses = _URL.findall(_AUTHOR.sub("", value.replace("\\/", "/")))
    return any(platforms.answers(each.split("/")[2]) and named_by(each) is None for each in addresses[:20])


def _is_kind(strings: Mapping[str, str]) -> bool:
    """Whether an object says what kind of thing it is, and that it is a post: `"type": "tweet"`."""
    kinds = (value.strip().lower() for name, value in strings.items() if name.endswith(_KINDS))
    return any(SHOWN.fullmatch(kind) and kind in known() for kind in kinds)


def _is_all(strings: Mapping[str, str]) -> bool:
    """Whether an object says nothing but an id and, by its kind or provider, whose: an account has a name, too."""
    return len(strings) == _PAIR and any(named(name).says and "source" not in name for name in strings)


def _set(strings: Mapping[str, str], drawn_by: Sequence[str], *, alone: bool, waiting: bool) -> Iterator[Reference]:
    """The posts that the strings of one object name."""
    said = told(value for name, value in strings.items() if named(name).says) or [*drawn_by]
    for name, value in strings.items():
        if "//" in value[:10]:
            post = named_by(value) if not _ELSEWHERE.search(name) and _is_chosen(name, strings) else None
            if post and (alone or post.platform in said or _PLAYERS.search(value)):
                yield post
        elif named(name).identifies or name == "id":
            meaning = named("data-id") if name == "id" else named(name)
            keyed = meaning.platforms if alone and "headline" not in strings else ()  # a story has one, and its posts
            whose = (*said, *keyed, "")[0]
            if not whose:
                continue
            sure = _certain(meaning, whose) or not (meaning.shown or _example(whose).isdigit())
            sure = sure or (name == "id" and (whose in drawn_by or _is_kind(strings) or (waiting and _is_all(strings))))
            if sure and (post := completed(whose, value)):
                yield post
