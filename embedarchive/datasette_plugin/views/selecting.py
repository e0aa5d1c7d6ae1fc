"""The form that a selection is made with, the same on the timeline, the gallery and the map."""

from __future__ import annotations

from embedarchive.datasette_plugin.reader.database import Reader
from embedarchive.datasette_plugin.reader.filters import HAS, Filters, commonest
from embedarchive.datasette_plugin.views.held import HELD
from embedarchive.exports.selected import FORMS
from embedarchive.model import Status


async def selecting(reader: Reader, filters: Filters) -> dict[str, object]:
    """What `_filters.html` is made of: the selection, what it can be, and the files that it can be saved as."""
    return {
        "filters": filters,
        "narrowed": bool(filters),
        "facets": await commonest(reader),
        "statuses": list(Status),
        "has": HAS,
        "held": HELD,
        "forms": {name: form.label for name, form in FORMS.items()},
    }
