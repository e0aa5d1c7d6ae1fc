"""The rule that denies some tables or stored queries of a database, as Datasette wants to have it: rows of SQL."""

from __future__ import annotations

import json
from collections.abc import Iterable


def denied(database: str, names: Iterable[str] | None) -> tuple[str, dict[str, str]]:
    """A row for each name, which denies it, or one for the whole database; and the values that belong to the SQL."""
    if names is None:
        return "SELECT :denied_in AS parent, NULL AS child, 0 AS allow, 'a table is hidden' AS reason", {
            "denied_in": database
        }
    sql = """SELECT :denied_in AS parent, value AS child, 0 AS allow, 'a table is hidden' AS reason
        FROM json_each(:denied_names)"""
    return sql, {"denied_in": database, "denied_names": json.dumps([*names])}
