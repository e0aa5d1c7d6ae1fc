"""Datasette's own pages of its databases and settings, without the folders of the machine that they lie on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Request

if TYPE_CHECKING:
    from datasette.app import Datasette

_LONGEST = 1_000


def routes(datasette: Datasette) -> list[tuple[str, Callable[..., object]]]:
    """The pages, at Datasette's own addresses."""
    from datasette.views.special import JsonDataView  # it loads Datasette's plugins, and this is one of them

    async def databases(request: Request) -> Any:  # noqa: ANN401 -- JSON
        return without_folders(await datasette._databases_data(request))  # noqa: SLF001 -- as Datasette's page does

    def config() -> Any:  # noqa: ANN401 -- JSON
        return without_folders(datasette._config())  # noqa: SLF001 -- as Datasette's page does

    return [
        (
            r"^/-/databases(\.(?P<format>json))?$",
            JsonDataView.as_view(datasette, "databases.json", databases, needs_request=True),
        ),
        (r"^/-/config(\.(?P<format>json))?$", JsonDataView.as_view(datasette, "config.json", config)),
    ]


def without_folders(value: object) -> Any:  # noqa: ANN401 -- JSON is any of several things
    """The JSON with the name alone of every file that this machine has."""
    if isinstance(value, dict):
        return {key: without_folders(one) for key, one in value.items()}
    if isinstance(value, list):
        return [without_folders(one) for one in value]
    return Path(value).name if isinstance(value, str) and _is_here(value) else value


def _is_here(text: str) -> bool:
    if len(text) > _LONGEST:
        return False
    try:
        path = Path(text)
        return path.is_absolute() and path.exists()
    except (OSError, ValueError):
        return False
