"""What decoded text is: a page, a feed, JSON, a saved message, or prose. Read from the content, never from a name."""

from __future__ import annotations

import enum
import re

from embedarchive.documents import charsets, prose
from embedarchive.patterns import regex


class Kind(enum.Enum):
    """The shapes in which articles come."""

    HTML = "html"
    FEED = "feed"
    JSON = "json"
    MAIL = "mail"
    PLIST = "plist"
    XML = "xml"
    PROSE = "prose"


_FIELD = regex(r"([A-Za-z][A-Za-z0-9-]{0,60}):(?:[ \t].*)?$")
_PAGE = regex(r"<(?:!doctype[ \t\r\n]+html|html|head|body)\b", re.IGNORECASE)
_PAGE_BELOW = regex(r"^<!doctype[ \t]+html\b[^<>]{0,300}>\s{0,40}<html\b", re.IGNORECASE | re.MULTILINE)
_FEED = regex(r"<(?:[A-Za-z]{1,12}:)?(rss|feed|RDF)[\s>]")
_ASSIGNMENT = r"(?:(?:var|let|const) )?[A-Za-z_$][A-Za-z0-9_.$]{0,80}\s{0,9}=\s{0,9}"
"""How JavaScript begins that holds data."""
_PROGRAM = regex(rf"\s{{0,20}}(?:{_ASSIGNMENT})?[\[{{]".encode())
_LIST = regex(
    rb"<(?:[A-Za-z0-9]{1,20}:)?(?:opml|urlset|sitemapindex|posts(?=[^<>]{0,500}>\s{0,99}<post\s[^<>]{0,4000}\bhref=))[\s>]",
    re.IGNORECASE,
)
_BESIDE_LINKS = regex(
    rb"<(?:div|span|img|script|article|main|section|header|blockquote|rss|feed|iframe)[\s>]", re.IGNORECASE
)
"""What a page holds that is more than a list of links."""
_COMMENT = regex(r"\s{0,65536}<!--")
_RECORD = regex(
    rb'"(?:url|links?|href|address|uri|permalink|given_url|resolved_url)"\s{0,9}:\s{0,9}"https?:', re.IGNORECASE
)
"""A record in JSON that gives an address."""
_SEPARATOR = regex(rb"[,;\t]")
_WRITTEN = regex(rb"https?://[^\s,;\"]{1,2000}")
_URL_COLUMN = regex(rb"\A(?:\xef\xbb\xbf)?(?:[^\r\n]{0,2000}[,;\t])?\"?url\"?(?:[,;\t]|\r?\n)", re.IGNORECASE)
_DATA = regex(rf"\s{{0,20}}{_ASSIGNMENT}[\[{{]")
_SHORTCUT = regex(rb"^\[(?:InternetShortcut|Desktop Entry)\]", re.MULTILINE)
_REFERENCES = regex(
    rb"TY {1,4}- {1,4}[A-Z]{3,8}\r?\n"
    rb"|(?:%[^\n]{0,400}\n\s{0,40}){0,40}@[A-Za-z]{3,30}\s{0,9}\{\s{0,9}[^\s{},@]{1,200}\s{0,9},"
)
"""How RIS and BibTeX begin."""
_COUNT = regex(r"\d{1,10}[ \t]{0,20}\r?\n")
"""The first line of a mail as Apple Mail keeps it (`.emlx`)."""
_TAG = regex(r"<(/?)([A-Za-z][A-Za-z0-9-]{0,40})(?=[\s/>])")
_REFERENCE = regex(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,30});")
_BLOCKS = frozenset(
    (  # noqa: SIM905 -- legible
        "p div article section main figure blockquote h1 h2 h3 h4 h5 h6 ul ol li table tr td body header footer aside "
        "nav center iframe picture img br video script style link meta title template noscript form span strong em "
        "font a b i"
    ).split()
)
_FEW_LINES = 6  # of words alone, in which one tag says that a text is HTML
_MAIL_MARKS = frozenset({"mime-version", "message-id", "received", "content-type", "snapshot-content-location"})

_CONTROLS = bytes({*range(0x20)} - {*b"\b\t\n\v\f\r\x1b"})


def kind(text: str) -> Kind:
    """What the text is."""
    front = text[:4096].lstrip()
    if front.startswith(("{", "[")) and _looks_like_json(text, front):
        return Kind.JSON
    if front.startswith("<"):
        return _markup(text, front)
    if _is_mail(text):
        return Kind.MAIL
    return Kind.HTML if _is_fragment(text) else Kind.PROSE


def may_be_list(data: bytes) -> bool:
    """Whether bytes may be a list of addresses in one of the forms that `lists` reads: a quick look at their beginning.

    Compressed ones may be anything.
    """
    front = charsets.in_utf8(data[:4096]).lstrip(b"\xef\xbb\xbf \t\r\n")
    if front.startswith(b"<"):
        return _LIST.search(front) is not None or _BESIDE_LINKS.search(front) is None
    if front.startswith((b"\x1f\x8b", b"bplist00")):
        return True
    if front.startswith((b"{", b"[")) and (is_shortcut(front) or _RECORD.search(front)):
        return True
    if front.startswith(b"{"):
        return b'"children"' in front or b'"roots"' in front
    if are_references(front):
        return True
    first, _, rest = front.partition(b"\n")
    return any(first.count(mark) and first.count(mark) <= rest.count(mark) for mark in (b",", b";", b"\t"))


def names_addresses(front: bytes) -> bool:
    """Whether a file begins with the head of a table that calls a column `url`, and has addresses below it."""
    return b"://" in front and _URL_COLUMN.match(front) is not None


def record_of(front: bytes) -> str:
    """The first address in a table whose rows have a `permalink` and a `body`; empty of anything else."""
    head, _, rows = front.removeprefix(b"\xef\xbb\xbf").partition(b"\n")
    columns = {each.strip(b'" \r').lower() for each in _SEPARATOR.split(head)}
    found = _WRITTEN.search(rows) if columns >= {b"permalink", b"body"} else None
    return found[0].decode("utf-8", "replace") if found else ""


def is_data(text: str) -> bool:
    """Whether a text is JavaScript that does nothing but hold data, as most files of X's export are."""
    return _DATA.match(text) is not None and text[-4096:].rstrip().rstrip(";")[-1:] in ("]", "}")


def is_shortcut(front: bytes) -> bool:
    """Whether a file is a shortcut to an address, as Windows (`.url`) and Linux desktops (`.desktop`) write them."""
    return front.startswith(b"[") and _SHORTCUT.search(front) is not None


def are_references(front: bytes) -> bool:
    """Whether a file begins as lists of what somebody cites do, in RIS or BibTeX."""
    return front[:1] in (b"T", b"@", b"%") and _REFERENCES.match(front) is not None


def may_be_program(front: bytes) -> bool:
    """Whether a file begins as what a program wrote for programs: JSON, JavaScript that assigns, or no text."""
    return _PROGRAM.match(front) is not None or b"\x00" in front[:64] or b"\xa2" in front[:4]


def is_xml_list(text: str) -> bool:
    """Whether XML is a sitemap or OPML."""
    return _LIST.search(text[:4096].encode("ascii", "replace")) is not None


def is_markup(text: str) -> bool:
    """Whether a text out of a container is HTML: it has a tag or a character reference."""
    return bool(_TAG.search(text, 0, 200_000)) or ("&" in text and _REFERENCE.search(text) is not None)


def _looks_like_json(text: str, front: str) -> bool:
    inside = front[1:].lstrip()
    if not inside:
        return False
    last = text[-4096:].rstrip()[-1:]
    return inside[0] in ('"}' if front[0] == "{" else '{["]') and last in "}]" and not front.startswith(("[![", "[["))


def _markup(text: str, front: str) -> Kind:
    rest = past_comments(front)
    front = rest if _FEED.match(rest) or rest.startswith("<?xml") else front
    if front.startswith(("<?xml", "<!DOCTYPE plist", "<plist")) or _FEED.match(front):
        if "<plist" in front:
            return Kind.PLIST
        if _FEED.search(front):
            return Kind.FEED
        return Kind.HTML if _PAGE.search(text, 0, 65_536) else Kind.XML
    if _PAGE.search(front):
        return Kind.FEED if _FEED.search(front[:200]) else Kind.HTML
    if _FEED.search(front) and "<channel" in text[:65_536]:
        return Kind.FEED
    return Kind.HTML if _is_fragment(text) else Kind.PROSE


def past_comments(text: str) -> str:
    """What follows the blanks and comments that somebody put before everything else."""
    at = 0
    while (opened := _COMMENT.match(text, at)) and (end := text.find("-->", opened.end())) >= 0:
        at = end + 3
    return text[at:].lstrip()


def _is_fragment(text: str) -> bool:
    """A piece of a page, pasted: told by its tags, and nothing in it is written as Markdown."""
    front = text[prose.front_matter(text).end :][:524_288].lstrip()
    if "<" not in front:
        return False
    if _PAGE.search(front, 0, 300) or ("</html>" in text[-400:].lower() and _PAGE.search(front, 0, 65_536)):
        return True
    tags = (name for match in _TAG.finditer(front) if (name := match.group(2).lower()) in _BLOCKS or "-" in name)
    if next(tags, None) is None or (not _begins_below(front) and prose.is_written_as_markdown(front)):
        return False
    lines = [line for line in front.splitlines() if line.strip()]
    bare = sum("<" not in line and ">" not in line for line in lines)
    if front.startswith("<"):
        fewest = bare / 3 if bare > _FEW_LINES else 1
    elif bare < len(lines) / 2:
        fewest = max(2, len(front) // 1500)
    else:
        return False
    return fewest <= 1 or any(number >= fewest for number, _ in enumerate(tags, 2))  # a page has thousands


def _begins_below(front: str) -> bool:
    """Whether a whole page begins below a few lines about it, in which Markdown's signs are a program's."""
    page = _PAGE_BELOW.search(front, 0, 4096)
    return page is not None and "```" not in front[: page.start()]


def _is_mail(text: str) -> bool:
    """Whether the text begins with the header fields of a message (RFC 5322), as EML and MHTML do."""
    names: set[str] = set()
    begin = text.index("\n") + 1 if text.startswith("From ") and "\n" in text[:1000] else 0
    if count := _COUNT.match(text):
        begin = count.end()
    for line in text[begin : begin + 32_768].split("\n"):
        bare = line.rstrip("\r")
        if not bare:
            break
        if bare[0] in " \t":
            if not names:
                return False
            continue
        field = _FIELD.match(bare[:2000])
        if field is None:
            return False
        names.add(field.group(1).lower())
    return bool(names & _MAIL_MARKS) or names >= {"from", "subject", "date"}


def is_binary(text: str) -> bool:
    """Whether decoded text is no text at all: NULs or many control characters near its beginning."""
    front = text[:8192]
    if not front:
        return False
    data = front.encode("utf-8", "surrogatepass")
    controls = len(data) - len(data.translate(None, _CONTROLS))
    return controls > 0 and (data.count(0) > len(front) // 200 + 1 or controls > len(front) // 20 + 1)
