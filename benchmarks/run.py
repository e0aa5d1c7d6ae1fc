"""Print every benchmark, or those that are named: `python benchmarks/run.py speed fetch`.

Nothing is asserted: figures depend on the machine, ratios hardly. `make bench PEERS=1` also measures other projects;
they are installed into a throw-away environment for it. How each figure is made stands in README.md.
"""

from __future__ import annotations

import importlib
import os
import sys

PARTS = (
    "startup",
    "speed",
    "recall",
    "lost",
    "renamed",
    "made",
    "images",
    "fetch",
    "journey",
    "recordings",
    "website",
    "peers",
)


def main(names: list[str]) -> int:
    """Run the parts in order; a part that cannot be measured here says why."""
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        print(f"no such benchmark: {', '.join(unknown)} (there are {', '.join(PARTS)})", file=sys.stderr)
        return 2
    chosen = names or [name for name in PARTS if name != "peers" or os.environ.get("PEERS")]
    for name in chosen:
        importlib.import_module(name).main()
    if not names and "peers" not in chosen:
        print("\nOther projects on the same pages: make bench PEERS=1")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
