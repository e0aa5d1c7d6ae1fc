"""How this folder becomes the documentation that `embedarchive docs` opens: `make docs`."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from embedarchive.version import __version__  # noqa: E402 -- found by the line above

project = "embedarchive"
author = "The embedarchive authors"
version = release = __version__
html_title = f"embedarchive {__version__}"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "tools.docs_site"]
myst_heading_anchors = 4
suppress_warnings = ["myst.header"]  # pages stand alone on a code host; which level a made part begins at is its own

autodoc_typehints = "signature"
autodoc_member_order = "bysource"
autodoc_default_options = {"members": True}
autodoc_inherit_docstrings = False
napoleon_use_rtype = False

default_role = "literal"  # what stands between backquotes in a docstring
highlight_language = "text"
smartquotes = False

html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["tables.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_copyright = False
html_last_updated_fmt = None
html_theme_options = {"navigation_with_keys": False}
