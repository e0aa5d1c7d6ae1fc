"""Text of an answer, whatever its charset label says."""

from __future__ import annotations

import codecs
import re

from embedarchive.model import Response

# Python's names of the text encodings of https://encoding.spec.whatwg.org/#names-and-labels. Anything else that a
# server may write (rot13, zlib_codec, idna, utf-7, unicode_escape …) is no text encoding, or a way to smuggle markup.
_SAFE = frozenset(
    {
        *("utf-8", "utf-16-le", "utf-16-be", "koi8-r", "koi8-u", "mac-roman", "mac-cyrillic", "cp866", "cp874"),
        *("gbk", "gb18030", "big5hkscs", "euc_jp", "iso2022_jp", "cp932", "cp949"),
        *(f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)),
        *(f"cp125{last}" for last in range(9)),
    }
)
# What the Encoding Standard reads these labels as.
_SAME = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gbk",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "utf-16": "utf-16-le",
}
_LABEL = re.compile(
    r"""charset [ \t]{0,8} = [ \t]{0,8} ["']? [ \t]{0,8} ([A-Za-z0-9][A-Za-z0-9_.:+-]{0,40})""",
    re.VERBOSE | re.IGNORECASE,
)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def text_of(response: Response) -> str:
    """The body as text; never an error, whatever the server calls it.

    A byte-order mark decides, then the header's charset, then the one that an HTML page names in its first 1024 bytes,
    then UTF-8; bytes that do not fit become U+FFFD. Labels that the Encoding Standard does not know are not believed.
    """
    body = response.body
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    declared = response.header("content-type") or ""
    name = _codec(declared) or (_codec(body[:1024].decode("latin-1")) if _markup(declared, body) else None) or "utf-8"
    return body.decode(name, "replace")


def _codec(text: str) -> str | None:
    """The codec for the charset that a header or a page's first bytes name."""
    found = _LABEL.search(text)
    if found is None:
        return None
    try:
        name = codecs.lookup(found.group(1).replace(":", "-")).name
    except (LookupError, ValueError):
        return None
    name = _SAME.get(name, name)
    return name if name in _SAFE else None


def _markup(declared: str, body: bytes) -> bool:
    return "html" in declared.lower() or (not declared and body[:1024].lstrip()[:1] == b"<")
