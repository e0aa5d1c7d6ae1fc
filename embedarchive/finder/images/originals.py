"""The unscaled image behind a scaled one: how content networks and content systems write sizes into addresses.

Every rule turns the address of a rendition into the address of what it was made from. Nobody has asked the server:
the results are candidates to be tried in order, and the address that the article shows is always among them, last.
Signed addresses (imgix `s=`, Thumbor hashes, Cloudinary `s--…--`) are left alone unless the source stands in them in
clear.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urlsplit

from embedarchive.patterns import regex

_NOWHERE = "https://page.invalid"

Rule = Callable[[SplitResult, str], str | None]
"""From the parts of an address and its host in lower case to the address behind it."""

_SIZES = frozenset(
    {
        "w", "h", "width", "height", "fit", "crop", "resize", "quality", "q", "auto", "dpr", "strip", "zoom", "ssl",
        "imwidth",
        "imheight", "wid", "hei", "fmt", "fm", "format", "size", "im", "maxwidth", "maxheight", "mode", "scale",
        "op_usm", "rect",
        "blur", "name", "downsize", "interpolation", "output-format", "output-quality", "image_crop_resized", "itok",
        "webp",
    }
)  # fmt: skip
_TELLING = frozenset({"url", "u", "src", "source", "href", "image", "img", "image_uri", "file", "path", "id", "pid"})
"""Parameters that say which image it is though a file is named before them: of a script with an image's ending."""
_SIGNATURES = frozenset({"s", "sig", "signature", "auth", "token", "hash", "sign", "expires", "hmac"})
_ENDING = regex(r"\.(?:jpe?g|png|gif|webp|avif|bmp|tiff?|heic)$", re.IGNORECASE)
_FILED = regex(r"https?://[^\s?#]{4,1500}\.(?:jpe?g|png|gif|webp|avif)$", re.IGNORECASE)
_ROULARTA = regex(r"^/a/([a-z]{1,20})/(?:image/)?q\d{1,3}/w\d{0,5}/h\d{0,5}/(\d{1,12}/[^/]{1,300})$")
_WORDPRESS = regex(r"-\d{2,4}x\d{2,4}(\.[A-Za-z]{3,4})$")
_SCALED = regex(r"-(?:scaled|rotated|e\d{10,13})(\.[A-Za-z]{3,4})$")
_CLOUDINARY = regex(r"^(/(?:[^/]{1,100}/){0,3}image/upload)/((?:[^/]{1,300}/){1,8})([^/]{1,500})$")
_TRANSFORM = regex(r"^(?:[a-z]{1,3}_[^/,]{1,100})(?:,[a-z]{1,3}_[^/,]{1,100}){0,20}$|^t_[\w.-]{1,100}$")
_FETCH = regex(
    r"/(?:image/)?fetch/(?:\$?s[!-][^/]{1,60}/)?(?:[^/]{0,400}/){0,4}?(https?(?:%3A|:)[^\s]{1,2000})$", re.IGNORECASE
)
_EMBEDDED = regex(r"/(https?(?:%3A%2F%2F|://?)[^\s]{4,2000})$", re.IGNORECASE)
_THUMBOR = regex(
    r"^/(?:resizer|unsafe|thumbor|[\w=-]{20,40}=?)/(?:[^/]{0,100}/){0,8}?((?:[\w-]{1,63}\.){1,4}[a-z]{2,6}/[^\s]{1,1000})$"
)
_BLOGGER = regex(r"/(?:s\d{2,4}|w\d{2,4}-h\d{2,4})(?:-[a-z0-9-]{1,30})?(?=/[^/]{1,300}$)")
_GOOGLE = regex(r"=[swh]\d{2,4}[\w-]{0,60}$")
_WIKIMEDIA = regex(r"^(/wikipedia/[a-z-]{1,20})/thumb(/\w/\w\w/[^/]{1,300})/[^/]{1,400}$")
_MEDIUM = regex(
    r"^/(?:v2/)?(?:(?:max|fit|resize)[:/][^/]{1,40}/(?:[^/]{1,40}/){0,3})(?:format:\w{1,8}/)?([^/]{1,100})$"
)
_GUARDIAN = regex(r"^/img/(media|static|uploads)/(.{1,300})$")
_BBC = regex(r"^/(news|ace/standard|ace/ws|ace/branded_news|onesport/cps|images/ic)/(\d{2,4}(?:x\d{2,4})?)/(.{1,300})$")
_DRUPAL = regex(r"/styles/[^/]{1,100}/(?:public|private)/")
_GHOST = regex(r"/size/w\d{2,5}(?:h\d{2,5})?(?:/format/[a-z]{1,5})?(?=/)")
_WIX = regex(r"^(/media/[^/]{1,200})/v1/.{1,400}$")
_SHOPIFY = regex(
    r"_(?:\d{0,5}x\d{0,5}|pico|icon|thumb|small|compact|medium|large|grande)(?:_crop_\w{1,10})?(\.[a-z]{3,4})$"
)
_NITTER = regex(r"^/pic/(?:orig/)?media(?:%2F|/)([\w-]{6,30}\.\w{3,4})", re.IGNORECASE)  # its proxy, on any host
_CLOUDFLARE = regex(r"^/cdn-cgi/image/[^/]{1,200}/(.{1,1500})$")
_PATH_SIZES = regex(r"/(?:w_\d{2,4}(?:,h_\d{2,4})?|width/\d{2,4}|tr:[^/]{1,100})(?=/|$)")
_AEM = regex(r"(\.(?:jpe?g|png))(?:/jcr:content/renditions/.{1,200}|\.transform/.{1,200})$", re.IGNORECASE)
_DW = regex(r"^(/image/\d{4,12})_(?:\d{1,4}|\$\{formatId\})(\.[a-z]{3,4})$")
_NYT = regex(
    r"-(?:articleLarge|jumbo|superJumbo|master\d{2,4}|threeByTwo\w{1,20}|videoLarge|popup|thumbLarge|mediumThreeByTwo\d{2,4})(?:-v\d)?(?=\.[a-z]{3,4}$)"
)
_TYPO3 = regex(r"/_processed_/\w/\w/csm_(.{1,200})_[0-9a-f]{10}$")
_NAMED = regex(
    r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|(?<!\d)\d{6,40}(?![0-9a-fA-F])"
    r"|(?<![0-9A-Za-z])(?:[0-9a-fA-F]{8,64}|[0-9A-Z]{10,64})(?![0-9A-Za-z])"
)
_DATE = regex(r"(?:19|20)\d{4}(?:\d{2})?|\d{0,2}(?:19|20)\d{2}")
_NUMBERED = regex(r"((?:/[a-z]{1,30}){0,4}/[a-z]{3,20})(\d{7,12})((?:\.[a-z]{1,6})?)/", re.IGNORECASE)
"""A folder named after what is in it: a word and a number, as Escenic's are."""
_COUNTED = regex(r"[-_](\d{1,2})$")
_WORD = regex(r"[^\W\d_]{3,40}")
_ANY_NAME = frozenset(
    (  # noqa: SIM905 -- legible
        "image images img photo photos foto fotos bild picture pic thumb thumbnail crop cropped scaled lead main "
        "header hero large small medium big full original default featured feature cover teaser web final blog post "
        "article social share"
    ).split()
)
_FOLDERS = regex(  # sizes that stand in the path as folders, or as the whole name of a file
    r"/(?:(?:dimensions?|width|height|size|resize|format|quality|fit|crop|scale|[whq])=[^/]{1,100}"
    r"|cache/\d{3,4}/(?:\d{3,4}|x)|r/w\d{2,4}|(?:[a-z]{0,3}_?)?\d{2,4}x\d{2,4}(?:[-_]\w{1,12})?|\d{1,2}x\d{1,2}|_?\d{2,4}w|w_?\d{2,4}|h\d{2,4}|size_?\d{2,4}|t_[a-z0-9][\w-]{0,30}|thumb(?:nail)?s?|small|medium|large|xlarge"
    r"|big|full|original|orig|preview|resized?|landscape|portrait|square|s\d(?=/[^/]{20,200}$))(?=/|$)"
)
_SIZED_FOLDERS = regex(r"/(?!(?:19|20)\d\d/)\d{3,4}/\d{3,4}(?=/[^/]{1,200}$)")
"""Width and height as folders of their own, right above the file; a year and a number are none."""
_RENDITION = regex(r"\.(?:jpe?g|png|webp)\.?rendition\.[a-z0-9.]{1,40}$|\.rendition\.[a-z0-9]{1,20}$")
_SUFFIX = regex(
    r"(?:[-_@]{1,2}(?:[a-z]{0,2}\d{2,4}x\d{2,4}|\d{1,2}x\d{1,2}|\d{3,4}w|w\d{3,4}|w\d{2,4}h\d{2,4}(?:c\d(?:cx\d{1,4}cy\d{1,4})?)?|[23]x|thumb(?:nail)?|tn|small|medium|large|xlarge|big|full|orig|original|preview|lg|md|sm|xl)"
    r"|_[smlt])(?:_(?:jpe?g|png|webp))?$|~_v-\w{1,40}$"
)
_POLOPOLY = regex(r"^/polopoly_fs/\d{1,3}\.(\d{4,12})(?:\.\d{1,13})?!/")
"""What a content system numbers and then revises; behind that stands which derivative it is."""
_RENUMBERED = regex(r"(?:\.\d{1,13}){2,5}")
_OWN_NAME = 8  # characters of a name that is not anybody's
_QUALITY = regex(r"/\d{2}/(?=[^/]{32,60}$)")
_DIGEST = regex(r"/(?:\w{1,3}-)?[0-9a-f]{32}(?:_\w{1,6})?$")
_RENDERED = regex(r"(?<=[0-9a-f]{32})(?:(?:[-_][a-z]\d{1,4}){1,3}|_(?:[a-z]{1,2}|\d{2,4}[a-z]))$")
"""What follows the hash that names an image: a size, a crop, a quality."""
_HASH = 32
_PREFIX = regex(r"/(?:thumb(?:nail)?|tn|th|small|medium|large|big|full|preview)[-_](?=[^/]{4,200}$)")
_CROPPED = regex(
    r"^/(?:[^/]{1,100}/){1,3}\d{1,4}x\d{1,4}:\d{1,4}x\d{1,4}/\d{1,4}x\d{1,4}/(?:smart/)?(?:filters:[^/]{1,200}/)?([^:]{1,1000})$"
)
_BASE64 = ("aHR0cDovL", "aHR0cHM6Ly")  # http:// and https://
_LONGEST_BASE64 = 2000
_IPX = regex(r"^/_ipx/[^/]{1,200}/(.{1,1500})$")


def candidates(url: str, larger: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Addresses of the same image, the presumed original first, the served one always among them.

    Args:
        url: the absolute address that the article shows.
        larger: further addresses the markup gives, the largest first.
    """
    found: list[str] = []
    for address in (*larger[:1], url):
        found += _originals(address)
    return tuple(dict.fromkeys((*found, *larger, url)))


@functools.lru_cache(maxsize=64)
def identity(url: str) -> str:
    """What two renditions of one image have in common: compare these, never show them."""
    best = candidates(url)[0]
    try:
        parts = urlsplit(best)
    except ValueError:
        return best
    query = _told(parts) if parts.query else ""
    path = _ENDING.sub("", unquote(parts.path)).casefold()
    path = _TYPO3.sub(r"/\1", path) if "/_processed_/" in path else path
    host = (parts.hostname or "").removeprefix("www.")
    if numbered := _POLOPOLY.match(path):
        path = f"/polopoly_fs/{numbered[1]}"
    if numbered or _DIGEST.search(path):  # named by what is in it, wherever it is served from
        host = ".".join(host.split(".")[-2:])
    return f"{host}{_unsized(path)}?{query}"


def _told(parts: SplitResult) -> str:
    """The fields of a query that tell which image it is: no sizes, nor what signs them."""
    given = parse_qsl(_few(parts.query))
    pairs = [pair for pair in given if pair[0] not in _SIZES]
    sized = len(pairs) < len(given)
    filed = _ENDING.search(parts.path) is not None
    return urlencode(
        [
            (name, value)
            for name, value in pairs
            if (name.lower() in _TELLING or not filed) and not (sized and name.lower() in _SIGNATURES)
        ]
    )


def _few(query: str) -> str:
    """The first forty fields of a query: no image needs more, and strangers write thousands."""
    return "&".join(query.split("&", 40)[:40])


def _unsized(path: str) -> str:
    """A path without what names a size in it; as it was where too little would be left to tell images apart.

    Of a file whose whole name is a number, which is in other folders in other sizes, the number is left.
    """
    name = path.rpartition("/")[2]
    if name.isdecimal() and 6 <= len(name) <= 12 and not _DATE.fullmatch(name):
        return f"/{name}"
    path = _RENDITION.sub("", path)
    short = _PREFIX.sub("/", _SUFFIX.sub("", _FOLDERS.sub("", _SIZED_FOLDERS.sub("", _CROPPED.sub(r"/\1", path)))))
    if len(name) > _HASH:
        short = _QUALITY.sub("/", _RENDERED.sub("", short))
    return short if len(short) >= 5 and any(map(str.isalnum, short.rpartition("/")[2])) else path


def is_renamed(one: str, other: str) -> bool:
    """Whether of two identities one is of the same host and file as the other, with numbers put behind its name."""
    mine, theirs = (each.partition("?")[0] for each in (one, other))
    name, longer = sorted((mine.rpartition("/")[2], theirs.rpartition("/")[2]), key=len)
    same = mine.partition("/")[0] == theirs.partition("/")[0]
    return (
        same
        and len(name) >= _OWN_NAME
        and longer.startswith(name)
        and _RENUMBERED.fullmatch(longer, len(name)) is not None
    )


def alike(one: str, other: str) -> bool:
    """Whether two addresses look like crops of one image: they share a long number, or the words of the file's name.

    A guess, good enough to tell whether the image that a page's head names stands in its text already.
    """
    mine, theirs = identity(one), identity(other)
    if mine == theirs:
        return True
    (place, _, query), (other_place, _, more) = mine.partition("?"), theirs.partition("?")
    if place == other_place and not _numbers(query).isdisjoint(_numbers(more)):
        return True  # of a service that is told by a parameter which picture it is
    first, second = _path(one), _path(other)
    numbers, others = _numbers(first.rpartition("/")[2]), _numbers(second.rpartition("/")[2])
    if numbers and others:
        return not numbers.isdisjoint(others)
    if not _numbers(first).isdisjoint(_numbers(second)):
        return True
    if _are_numbered(first, second):
        return False
    words, others_words = _words(first), _words(second)
    common = len(words & others_words)
    return common > 0 and (words == others_words or (common >= 3 and 2 * common >= min(len(words), len(others_words))))


def _are_numbered(first: str, second: str) -> bool:
    """Whether two paths that share no long number name two of a series, or two of what a system numbers."""
    counted, other_count = _COUNTED.search(first), _COUNTED.search(second)
    if counted and other_count and int(counted.group(1)) != int(other_count.group(1)):
        return True
    folder, other_folder = _NUMBERED.match(first), _NUMBERED.match(second)
    return bool(folder and other_folder and folder.group(1, 3) == other_folder.group(1, 3))


def _path(url: str) -> str:
    try:
        return _TYPO3.sub(r"/\1", _ENDING.sub("", unquote(urlsplit(candidates(url)[0]).path)))
    except ValueError:
        return url


def _numbers(path: str) -> set[str]:
    """Numbers and hashes that name one image; no date, which many share."""
    return {
        found for found in _NAMED.findall(path[-400:]) if any(map(str.isdigit, found)) and not _DATE.fullmatch(found)
    }


def _words(path: str) -> set[str]:
    return set(_WORD.findall(path.rpartition("/")[2].casefold()[:300])) - _ANY_NAME


@functools.lru_cache(maxsize=64)
def _originals(url: str) -> tuple[str, ...]:
    """What lies behind an address; asked for what an image shows and again for what it is the same as."""
    return tuple(_behind(url))


def _behind(url: str) -> Iterator[str]:
    carrying = url.startswith("/") and "http" in url  # on a page whose address is not known
    if len(url) > 4000 or not (carrying or url.startswith(("http://", "https://"))):
        return
    try:
        parts = urlsplit(_NOWHERE + url if carrying else url)
        host = parts.hostname or ""
        found = next((made for rule in _RULES if (made := rule(parts, host)) and made != url), None)
    except ValueError:
        return
    if found is not None and not found.startswith(_NOWHERE):  # perhaps a resizer behind a resizer
        yield from _deeper(found, url)


def _deeper(found: str, url: str) -> Iterator[str]:
    """What lies behind an address that a rule made, the deepest first."""
    inner = (
        [address for address in _originals(found) if address != url]
        if found.count("/") < 200 and len(found) < len(url)
        else []
    )
    yield from (*inner, found)


def _with(parts: SplitResult, path: str, *, query: str | None = None) -> str:
    return parts._replace(path=path, query=parts.query if query is None else query).geturl()


def _roularta(parts: SplitResult, host: str) -> str | None:
    if not host.endswith("static-rmg.be"):
        return None
    match = _ROULARTA.match(parts.path)
    return _with(parts, re.sub(r"/w\d{0,5}/h\d{0,5}/", "/w/h/", parts.path, count=1)) if match else None


def _photon(parts: SplitResult, host: str) -> str | None:
    if re.fullmatch(r"i\d\.wp\.com", host) and "." in parts.path.lstrip("/").partition("/")[0]:
        return f"https:/{parts.path}"
    return None


def _proxied(parts: SplitResult, host: str) -> str | None:
    """Addresses that carry the source in a parameter or at the end of the path."""
    if (
        parts.path.rstrip("/").endswith(
            ("/proxy.php", "/images/dims", "/_next/image", "/.netlify/images", "/_vercel/image", "/_image")
        )
        or "weserv" in host
    ):
        query = dict(parse_qsl(_few(parts.query)))
        inner = query.get("url") or query.get("href") or query.get("image") or query.get("image_uri") or ""
        if inner.startswith("/"):
            return f"{parts.scheme}://{parts.netloc}{inner}"
        return inner if inner.startswith("http") else f"https://{inner}" if "." in inner else None
    if match := _NITTER.match(parts.path):
        return f"https://pbs.twimg.com/media/{match[1]}"
    match = _CLOUDFLARE.match(parts.path) or _IPX.match(parts.path)
    if match:
        inner = match.group(1)
        return inner if inner.startswith("http") else f"{parts.scheme}://{parts.netloc}/{inner}"
    match = _FETCH.search(parts.path) or _EMBEDDED.search(parts.path)
    if match and "web.archive.org" not in host:
        inner = unquote(match.group(1)) if "%3a" in match.group(1).lower() else match.group(1)
        return re.sub(r"^(https?):/(?!/)", r"\1://", inner)
    match = _THUMBOR.match(parts.path)
    return f"https://{match.group(1)}" if match and "auth=" not in parts.query else None


def _handed_over(parts: SplitResult, host: str) -> str | None:  # noqa: ARG001 -- rules have one signature
    """Resizers of whatever name: all that the query says besides sizes is the whole address of an image file."""
    if "=http" not in parts.query or _ENDING.search(parts.path):
        return None
    said = [value for name, value in parse_qsl(_few(parts.query)) if name not in _SIZES]
    return said[0] if len(said) == 1 and _FILED.match(said[0]) else None


def _encoded(parts: SplitResult, host: str) -> str | None:  # noqa: ARG001 -- rules have one signature
    """Resizers that write the source in base 64 as the last part of the path."""
    name = parts.path.rpartition("/")[2].partition(".")[0]
    if not name.startswith(_BASE64) or len(name) > _LONGEST_BASE64:
        return None
    from base64 import urlsafe_b64decode

    try:
        inner = urlsafe_b64decode(f"{name}{'=' * (-len(name) % 4)}").decode()
    except ValueError:
        return None
    return inner if inner.isprintable() and " " not in inner and "://" in inner else None


def _cloudinary(parts: SplitResult, host: str) -> str | None:  # noqa: ARG001 -- rules have one signature
    match = _CLOUDINARY.match(parts.path)
    if match is None:
        return None
    folders = match.group(2).strip("/").split("/")
    if any(folder.startswith("s--") for folder in folders):
        return None
    kept = [folder for folder in folders if not _TRANSFORM.match(folder)]
    return _with(parts, "/".join((match.group(1), *kept, match.group(3)))) if len(kept) < len(folders) else None


def _known_hosts(parts: SplitResult, host: str) -> str | None:  # noqa: C901, PLR0911, PLR0912 -- a table with conditions
    """Services that are recognised by their host."""
    path = parts.path
    if host.endswith((".googleusercontent.com", ".ggpht.com")) and _GOOGLE.search(path):
        return _with(parts, _GOOGLE.sub("=s0", path))
    if host.endswith((".blogspot.com", ".googleusercontent.com")) and _BLOGGER.search(path):
        return _with(parts, _BLOGGER.sub("/s0", path))
    if host == "upload.wikimedia.org" and (match := _WIKIMEDIA.match(path)):
        return _with(parts, match.group(1) + match.group(2), query="")
    if host == "miro.medium.com" and (match := _MEDIUM.match(path)):
        return _with(parts, f"/v2/{match.group(1)}", query="")
    if host == "i.guim.co.uk" and (match := _GUARDIAN.match(path)):
        return f"https://{match.group(1)}.guim.co.uk/{match.group(2)}"
    if (
        host.startswith("ichef")
        and host.endswith(".bbci.co.uk")
        and (match := _BBC.match(path))
        and match.group(2) not in {"1536", "2048"}
    ):
        return _with(parts, f"/{match.group(1)}/1536/{match.group(3)}")
    if host == "media.cnn.com" and "c=" in parts.query:
        return _with(parts, path, query="c=original")
    if host == "pbs.twimg.com" and path.startswith("/media/") and "name=orig" not in parts.query:
        ending = dict(parse_qsl(_few(parts.query))).get("format") or path.rpartition(".")[2]
        return (
            _with(parts, path.partition(".")[0].partition(":")[0], query=f"format={ending}&name=orig")
            if len(ending) < 6
            else None
        )
    if host == "static.dw.com" and (match := _DW.match(path)):
        return _with(parts, f"{match.group(1)}_6{match.group(2)}") if not path.endswith(f"_6{match.group(2)}") else None
    if host.endswith("nyt.com") and _NYT.search(path):
        return _with(parts, _NYT.sub("-superJumbo", path), query="")
    if host.endswith("wixstatic.com") and (match := _WIX.match(path)):
        return _with(parts, match.group(1))
    if host.endswith("shopify.com") and _SHOPIFY.search(path):
        return _with(parts, _SHOPIFY.sub(r"\1", path))
    if host.endswith("squarespace-cdn.com") and "format=" in parts.query and "original" not in parts.query:
        return _with(parts, path, query="format=original")
    return None


def _systems(parts: SplitResult, host: str) -> str | None:
    """Content systems, recognised by the shape of their paths on any host."""
    path = parts.path
    if "/wp-content/" in path or "/uploads/" in path or "files.wordpress.com" in host:
        for shape in (_WORDPRESS, _SCALED):
            if shape.search(path):
                return _with(parts, shape.sub(r"\1", path), query="")
    if _DRUPAL.search(path):
        return (
            _with(parts, _DRUPAL.sub("/", path, count=1), query="")
            .replace(".jpg.webp", ".jpg")
            .replace(".png.webp", ".png")
        )
    if "/content/images/size/" in path:
        return _with(parts, _GHOST.sub("", path))
    if _AEM.search(path):
        return _with(parts, _AEM.sub(r"\1", path), query="")
    if _PATH_SIZES.search(path) and _ENDING.search(_PATH_SIZES.sub("", path)):
        return _with(parts, _PATH_SIZES.sub("", path))
    return None


def _sized_by_query(parts: SplitResult, host: str) -> str | None:  # noqa: ARG001 -- as above
    """Sizes given as parameters of something that has a name of its own."""
    if not parts.query or not _ENDING.search(parts.path) or len(parts.query) > 1000:
        return None
    pairs = parse_qsl(_few(parts.query), keep_blank_values=True)
    names = {name.lower() for name, _ in pairs}
    if not names & _SIZES or names & _SIGNATURES:
        return None
    return _with(
        parts, parts.path, query=urlencode([(name, value) for name, value in pairs if name.lower() not in _SIZES])
    )


_RULES: tuple[Rule, ...] = (
    _roularta,
    _photon,
    _proxied,
    _handed_over,
    _encoded,
    _cloudinary,
    _known_hosts,
    _systems,
    _sized_by_query,
)
