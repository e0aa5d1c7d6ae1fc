"""Whose story a piece of a page's state tells: the page's own, or that of another one.

Sites built of components (Next.js, Nuxt, Apollo and their like) write into a script what they drew the page from, and
often whole stories that the page only recommends. An object of that state is a story when it has words and a title or
an address. It is the page's own when one of these is the page's, or when its words stand on the page; another one when
none is. What has a title and no address, as the updates of a live blog, is taken for another story only beside the
page's own. Nothing goes by what a list of stories is called.
"""

from __future__ import annotations

import functools
import html
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise

from embedarchive import urls
from embedarchive.documents.html import Node
from embedarchive.finder.markup import embedded_data as hidden
from embedarchive.finder.markup.revived import revived
from embedarchive.patterns import regex

_TOKEN = regex(
    r"""[^"'A-Za-z_$\[\]{}]{0,100000}+
    (?: [A-Za-z_$][\w$]{0,60}+ (?! \s{0,20} : ) [^"'A-Za-z_$\[\]{}]{0,100000}+ ){0,100000}+
    (?: (?P<string> " [^"\\\n]{0,100000} (?: \\. [^"\\\n]{0,100000} ){0,100000} "
                  | ' [^'\\\n]{0,9999} (?: \\. [^'\\\n]{0,9999} ){0,9999} ' )
        (?P<names> \s{0,20} : )?
    | (?P<bare> [A-Za-z_$][\w$]{0,60}) \s{0,20} :
    | (?P<bracket> [{}\[\]])
    | (?P<other> (?s:.) | \Z ) )""",
    re.VERBOSE,
)
"""What a state is made of, behind all that is neither; the last takes what is left, so that nothing is read twice."""
_EMBED = regex(r"<(blockquote|iframe|script|style)\b.{0,20000}?</\1\s{0,3}>", re.DOTALL | re.IGNORECASE)
_TAG = regex(r"<[^<>]{0,4000}>")
_TITLES = frozenset({"title", "headline", "heading"})
_ADDRESSES = frozenset(
    (
        *("url", "link", "href", "slug", "permalink", "path", "pathname", "uri", "canonicalurl"),
        *("linkurl", "pageurl", "articleurl", "targeturl", "weburl", "canonical", "websiteurl", "storyurl", "posturl"),
    )
)
_TEASERS = 3  # things in a list of them
_ITEMS = 5000  # objects of one list that are looked at
_FEW = 15  # letters: what has fewer is a label, not the words of a story
_NAMED = 12  # letters that two titles must have in common when one is longer
_SHOWN = 80  # letters: a page that shows fewer is drawn by its scripts
_CHUNK = 40  # letters that are compared
_SAMPLES = 6
_DEEPEST = 3  # strings of JSON inside strings of JSON
_MOST = 20  # places of one id that are looked at
_AROUND = 60  # objects around one place
_ENOUGH = 4000  # letters of a story that are compared


@dataclass(frozen=True, slots=True)
class Story:
    """What a page says of the story that it tells.

    Attributes:
        titles: its title in all spellings, letters only.
        host: the page's host, empty when it is not known.
        paths: the paths of its addresses.
        words: the letters of its paragraphs.
    """

    titles: frozenset[str] = frozenset()
    host: str = ""
    paths: frozenset[str] = frozenset()
    words: str = ""

    def is_titled(self, title: str) -> bool:
        """Whether that is its title, with or without the site's name."""
        said = letters(title)
        for own in self.titles:
            shorter, longer = sorted((own, said), key=len)
            if own == said or (len(shorter) >= _NAMED and shorter in longer):
                return True
        return False

    def stands_at(self, address: str) -> bool | None:
        """Whether that is its address; None when it is no page's of this site, or the page's own is not known."""
        if not self.paths:
            return None
        if "/" not in address:  # a slug
            last = (path.rpartition("/")[2] for path in self.paths)
            return any(address.lower() in name for name in last) if len(address) >= 4 else None
        found = urls.parse(f"https://{self.host or 'page.example'}{address}" if address[0] == "/" else address)
        if found is None or not found.web or (self.host and not found.on(self.host.removeprefix("www."))):
            return None
        return _path(found) in self.paths

    def shows(self, words: str) -> bool:
        """Whether half of a text stands on the page, and some of its latter half; the beginning may be a teaser."""
        step = max(1, (len(words) - _CHUNK) // (_SAMPLES - 1))
        samples = [words[at : at + _CHUNK] for at in range(0, max(1, len(words) - _CHUNK + 1), step)]
        shown = [sample in self.words for sample in samples]
        return 2 * sum(shown) >= len(shown) and any(shown[len(shown) // 2 :])


def is_drawn_by_scripts(story: Story) -> bool:
    """Whether a page shows hardly a word by itself, so that nothing can be compared with it."""
    return len(story.words) < _SHOWN


def letters(text: str) -> str:
    """The letters and digits of a text, without case."""
    return "".join(filter(str.isalnum, html.unescape(text))).casefold()


def of_page(root: Node, base_url: str | None) -> Story:
    """The story of a page."""
    titles = [element.text for tag in ("title", "h1") for element in root.find_all(tag, limit=5)]
    addresses = [base_url or ""]
    for meta in root.find_all("meta", limit=500):
        name = (meta.attr("property") or meta.attr("name") or "").lower()
        if name in ("og:title", "twitter:title"):
            titles.append(meta.attr("content") or "")
        elif name == "og:url":
            addresses.append(meta.attr("content") or "")
    links = root.find_all("link", limit=500)
    addresses += [link.attr("href") or "" for link in links if (link.attr("rel") or "").lower() == "canonical"]
    found = [at for each in addresses if each and (at := urls.parse(each)) and at.web]
    return Story(
        titles=frozenset(said for each in titles if (said := letters(each[:1000]))),
        host=found[-1].host if found else "",
        paths=frozenset(path for at in found if (path := _path(at))),
        words=letters("".join(element.text for element in root.find_all("p", limit=5000)))[:400_000],
    )


def _path(address: urls.Address) -> str:
    return "/".join(address.segments).lower().removesuffix(".html").removesuffix("/amp")


class State:
    """JSON, a script that holds some, or JSON inside a string; read when a post in it is asked about."""

    def __init__(self, text: str, depth: int = 0) -> None:
        """The text; `depth` is how many strings it was taken out of."""
        self._text = revived(text)
        self._depth = depth
        self._inner: dict[int, State] = {}

    @functools.cached_property
    def _tree(self) -> _Tree:
        return _Tree(self._text)

    def tells(self, identifier: str, story: Story) -> bool | None:
        """Whether it names a post in the page's own story.

        Args:
            identifier: the post's id.
            story: the page's own.

        Returns:
            False when the post stands in other stories only; None when nothing says whose story it is.
        """
        verdicts: list[bool | None] = []
        position = self._text.find(identifier)
        while position >= 0 and len(verdicts) < _MOST:
            inner = self._inside(position)
            verdict = inner.tells(identifier, story) if inner else None
            verdicts.append(self._tree.verdict(position, story) if verdict is None else verdict)
            position = self._text.find(identifier, position + len(identifier))
        if True in verdicts:
            return True
        return False if False in verdicts and None not in verdicts else None

    def _inside(self, position: int) -> State | None:
        """The JSON inside the string that stands there, if it looks like some."""
        start, end = self._tree.string_at(position)
        if self._depth >= _DEEPEST or self._text.find('\\"', start, end) < 0:
            return None
        if start not in self._inner:
            self._inner[start] = State(hidden.unescaped(self._text[start + 1 : end - 1]), self._depth + 1)
        return self._inner[start]


@dataclass(slots=True)
class _Node:
    """An object or a list of the state; `titled` where its strings are the titles of the object around it."""

    start: int
    parent: _Node | None
    key: str
    is_list: bool
    titled: bool
    end: int = 1 << 62
    titles: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)


class _Tree:
    """The objects of a text that holds JSON or what looks like it; brackets that do not match are passed over."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._nodes: list[_Node] = []
        self._strings: list[tuple[int, int]] = []
        self._words_of: dict[int, str] = {}
        self._owned: dict[Story, list[_Node]] = {}
        self._headed: dict[Story, list[_Node]] = {}
        self._teased: dict[int, bool] = {}  # of one page's story, by where a list begins
        top: _Node | None = None
        key = ""
        for token in _TOKEN.finditer(text):
            kind = token.lastgroup
            if kind == "names":
                key = token["string"][1:-1]
            elif kind == "string":
                self._strings.append(span := token.span(kind))
                if top is not None and (top.titled or _names_a_story(key)):
                    self._note(top, key, *span)
                key = ""
            elif kind == "bare":
                key = token[kind]
            elif kind == "bracket" and (sign := token[kind]) in "{[":
                top = _Node(token.start(kind), top, key, sign == "[", top is not None and key.lower() in _TITLES)
                self._nodes.append(top)
                key = ""
            elif kind == "bracket":
                if top is not None and top.is_list == (sign == "]"):
                    top.end, top = token.end(), top.parent
                key = ""
        self._starts = [node.start for node in self._nodes]

    def _note(self, node: _Node, key: str, start: int, end: int) -> None:
        """Write down a string that names a story: its title, as such or in an object of that name, or its address."""
        if end - start > 500:
            return
        value = hidden.unescaped(self._text[start + 1 : end - 1])
        if _plain_name(key) in _TITLES:
            node.titles.append(value)
        elif node.parent is not None and node.titled:
            node.parent.titles.append(value)
        elif value:
            node.addresses.append(value)

    def string_at(self, position: int) -> tuple[int, int]:
        """Where the string begins and ends that stands at that place; nowhere when none does."""
        index = bisect_left(self._strings, (position + 1, 0)) - 1
        start, end = self._strings[index] if index >= 0 else (0, 0)
        return (start, end) if position < end else (0, 0)

    def _chain(self, position: int) -> Iterator[_Node]:
        """The objects and lists around a place, the innermost first."""
        index = bisect_left(self._starts, position) - 1
        node = self._nodes[index] if index >= 0 else None
        while node is not None:
            if node.end > position:
                yield node
            node = node.parent

    def verdict(self, position: int, story: Story) -> bool | None:
        """Whether what stands at a place belongs to the story of the page; None when nothing says so."""
        chain = list(islice(self._chain(position), _AROUND))
        if self._is_teased(chain, story):
            return False
        strange: _Node | None = None
        words = ""
        for node in (each for each in chain if not each.is_list):
            if not words and (words := self._words(node)) and story.shows(words):
                return True if self._is_part(node, chain, story) else None
            if _is_own(node, story):
                return True
            placed = any(story.stands_at(each) is False for each in node.addresses)
            if strange is None and words and (placed or (node.titles and story.titles)):
                strange = node
            if placed and words:
                break
        if strange is None:
            return True if self._is_named(chain, story) else None
        outer = chain[chain.index(strange) :]
        if is_drawn_by_scripts(story):  # nothing to compare with: what stands alone may be the page's own all the same
            return False if any(node.is_list for node in outer) else None
        # Without an address it may be a part of this story, an update for one, unless that is told elsewhere.
        return False if strange.addresses or self._own(story) else None

    def _is_teased(self, chain: list[_Node], story: Story) -> bool:
        """Whether what stands there is one of a list of teasers, and no part of the page's own story in that list."""
        for inner, outer in pairwise(chain):
            if _is_own(inner, story):
                return False
            if outer.is_list and outer.start not in self._teased:
                self._teased[outer.start] = self._are_teasers(outer, story)
            if outer.is_list and self._teased[outer.start]:
                return True
        return False

    def _are_teasers(self, row: _Node, story: Story) -> bool:
        """Whether all things of a list have titles, and some of them lead to other pages of the site."""
        items = self._items(row)
        away = (any(story.stands_at(each) is False for each in addresses) for _, addresses in items)
        return len(items) >= _TEASERS and all(titles for titles, _ in items) and sum(away) > 1

    def _items(self, row: _Node) -> list[tuple[list[str], list[str]]]:
        """The titles and addresses of the objects of a list, with those that stand right in them."""
        items: dict[int, tuple[list[str], list[str]]] = {}
        start = bisect_left(self._starts, row.start + 1)
        for node in islice(self._nodes, start, start + _ITEMS):
            if node.start > row.end:
                break
            item = node if node.parent is row else node.parent
            if item is not None and item.parent is row and not node.is_list:
                titles, addresses = items.setdefault(item.start, ([], []))
                titles += node.titles
                addresses += node.addresses
        return list(items.values())

    def _is_part(self, around: _Node, chain: list[_Node], story: Story) -> bool:
        """Whether what stands in an object beside the page's own story belongs to it: the story names its key."""
        own = self._own(story)
        at = chain.index(around)
        if not own or at == 0 or any(node is each for node in chain[: at + 1] for each in own):
            return True
        key = f'"{chain[at - 1].key}"'
        return any(self._text.find(key, node.start, node.end) >= 0 for node in own)

    def _is_named(self, chain: Sequence[_Node], story: Story) -> bool:
        """Whether the page's own story names the key of what stands there, or of what names it, as Apollo does."""
        pending = [node.key for node in chain if ":" in node.key]
        own = {node.start for node in self._titled(story)} if pending else set()
        seen: set[str] = set()
        while own and pending and len(seen) < _MOST:
            if (key := pending.pop()) in seen:
                continue
            seen.add(key)
            for place in self._naming.get(key, [])[:_MOST]:
                around = list(islice(self._chain(place), _AROUND))
                if any(node.start in own for node in around):
                    return True
                pending += [node.key for node in around if ":" in node.key and node.key not in seen]
        return False

    @functools.cached_property
    def _naming(self) -> dict[str, list[int]]:
        """Where strings stand that are the keys of objects, as caches of Apollo name these."""
        keys = {node.key for node in self._nodes if ":" in node.key}
        found: dict[str, list[int]] = {}
        for start, end in self._strings if keys else ():
            if (said := self._text[start + 1 : end - 1]) in keys:
                found.setdefault(said, []).append(start)
        return found

    def _own(self, story: Story) -> list[_Node]:
        """The objects with words that are the page's own story."""
        if story not in self._owned:
            self._owned[story] = [node for node in self._titled(story) if self._words(node)]
        return self._owned[story]

    def _titled(self, story: Story) -> list[_Node]:
        """The objects that have the title or the address of the page's own story."""
        if story not in self._headed:
            told = (node for node in self._nodes if node.titles or node.addresses)
            self._headed[story] = [node for node in told if _is_own(node, story)]
        return self._headed[story]

    def _words(self, node: _Node) -> str:
        """The words that a story would have: those of its longest strings, without embeds and addresses."""
        low, high = bisect_left(self._strings, (node.start, 0)), bisect_left(self._strings, (node.end, 0))
        found: list[str] = []
        for index in range(low, min(high, low + 1000)):
            plain = self._plain(index)
            if plain and plain not in map(letters, node.titles):
                found.append(plain)
            if sum(map(len, found)) > _ENOUGH:
                break
        return "".join(found)

    def _plain(self, index: int) -> str:
        """The letters of a string that has words, without embeds; empty for any other."""
        if index not in self._words_of:
            start, end = self._strings[index]
            self._words_of[index] = ""
            if end - start > _FEW and " " in self._text[start:end]:
                value = html.unescape(hidden.unescaped(self._text[start + 1 : end - 1]))
                plain = letters(_TAG.sub(" ", _EMBED.sub(" ", value)))
                self._words_of[index] = plain if len(plain) >= _FEW else ""
        return self._words_of[index]


def _is_own(node: _Node, story: Story) -> bool:
    """Whether an object has the title or the address of the page's story."""
    return any(map(story.stands_at, node.addresses)) or any(map(story.is_titled, node.titles))


def _plain_name(key: str) -> str:
    return key.lower().replace("_", "").replace("-", "")


@functools.lru_cache(maxsize=4096)
def _names_a_story(key: str) -> bool:
    """Whether a story's title or address stands under a key: asked once for the many objects that have it."""
    return _plain_name(key) in _TITLES or _plain_name(key) in _ADDRESSES
