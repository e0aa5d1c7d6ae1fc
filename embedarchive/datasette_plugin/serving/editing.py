"""Who may write what they say of the archive: nobody, unless it is served for that and Datasette allows it."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from datasette.permissions import Action
from datasette.resources import DatabaseResource

from embedarchive.datasette_plugin.serving.request_rates import stranger

if TYPE_CHECKING:
    from datasette.utils.asgi import Request

    from embedarchive.datasette_plugin.reader.database import Reader

EDIT = "embedarchive-edit"
ACTION = Action(
    name=EDIT,
    description="Write notes, tags, collections and verifications beside what was captured",
    resource_class=DatabaseResource,
    also_requires="view-database",
)
"""What Datasette calls it, where `permissions` of its settings say who may."""


async def may_edit(reader: Reader) -> bool:
    """Whether this reader may write: only where the archive is served to be written to, and can be."""
    edit = reader.archive.settings.edit
    database = reader.datasette.get_database(reader.archive.database)
    if edit == "nobody" or not database.is_mutable or reader.archive.folder is None:
        return False
    if edit == "here" and reader.request.actor is None and not _is_here(reader.request):
        return False
    resource = DatabaseResource(database=reader.archive.database)
    return bool(await reader.datasette.allowed(action=EDIT, resource=resource, actor=reader.request.actor))


def operator_of(reader: Reader) -> str | None:
    """Whose words a reader writes, as Datasette or the settings know; None where the reader has to say so."""
    known = (reader.request.actor or {}).get("id")
    return str(known) if known else reader.archive.settings.operator


def _is_here(request: Request) -> bool:
    """Whether a request comes from this machine, and names it: a page elsewhere whose name leads here does not."""
    client = (request.scope.get("client") or ("",))[0]
    host = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    try:
        named = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        named = False
    return named and stranger(client) is None
