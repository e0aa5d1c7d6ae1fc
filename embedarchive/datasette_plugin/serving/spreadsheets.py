"""CSV that a spreadsheet can open: a cell that begins like a formula is made plain text.

Excel, LibreOffice and others run `=HYPERLINK(…)` in whatever somebody once posted. An apostrophe before it stops them
(https://owasp.org/www-community/attacks/CSV_Injection). Numbers stay numbers, and JSON stays exact.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, MutableMapping
from typing import Any

from embedarchive.datasette_plugin.reader.headers import Application, Message, Receive, Send
from embedarchive.exports.tables import BEGINNINGS, DIVIDED

_BORDER = re.compile(r"([,\r\n])")
_NUMBER = re.compile(r"[+-]?[0-9]{1,40}(?:\.[0-9]{0,40})?(?:[eE][+-]?[0-9]{1,4})?")


def harmless(cell: str) -> str:
    """A cell without quotation marks, behind an apostrophe if a spreadsheet would take it for a formula."""
    return f"'{cell}" if cell.startswith(BEGINNINGS) and not _NUMBER.fullmatch(cell) else cell


class Rows:
    """Makes the rows of a CSV file harmless as they come, in pieces of any length.

    Not with Python's reader: it refuses a cell of more than 128 KiB, and articles are longer.
    """

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._rest: list[str] = []
        self._inside = False

    def take(self, data: bytes, *, last: bool = False) -> bytes:
        """The rows that are whole by now, harmless; what is left over waits for the next piece."""
        piece = self._decoder.decode(data, last)
        self._rest.append(piece)
        self._inside ^= piece.count('"') % 2 == 1  # a line end between quotation marks ends no row
        if not last and (self._inside or not piece.endswith("\n")):
            return b""
        whole, self._rest = "".join(self._rest), []
        return _harmless_rows(whole).encode()


def _harmless_rows(text: str) -> str:
    """Whole rows (RFC 4180): every second part between quotation marks lies in a quoted cell."""
    parts = DIVIDED.sub(r"\1'", text).split('"')
    made = []
    for at, part in enumerate(parts):
        if at % 2 == 0:
            cells = _BORDER.split(part)  # every second one is a border
            cells[::2] = [harmless(cell) for cell in cells[::2]]
            made.append("".join(cells))
            continue
        before = parts[at - 1]  # empty after a doubled quotation mark: then the cell began further back
        begins = before.endswith((",", "\n")) if before else at == 1
        made.append(f"'{part}" if begins and part.startswith(BEGINNINGS) else part)
    return '"'.join(made)


def without_formulas(application: Application, *, active: Callable[[], bool]) -> Application:
    """The application, with harmless cells in every CSV file that it answers with."""

    async def answer(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].endswith(".csv") or not active():
            await application(scope, receive, send)
            return
        rows: Rows | None = None

        async def send_harmless(message: Message) -> None:
            nonlocal rows
            if message["type"] == "http.response.start":
                headers = [(bytes(name).lower(), bytes(value)) for name, value in message.get("headers", [])]
                kind = next((value for name, value in headers if name == b"content-type"), b"")
                if message["status"] == 200 and kind.startswith((b"text/plain", b"text/csv")):
                    rows = Rows()
                    message = {**message, "headers": [pair for pair in headers if pair[0] != b"content-length"]}
            elif message["type"] == "http.response.body" and rows is not None:
                made = rows.take(bytes(message.get("body", b"")), last=not message.get("more_body", False))
                message = {**message, "body": made}
            await send(message)

        await application(scope, receive, send_harmless)

    return answer
