"""``python -m abm.documentation``: whether what is generated is true; with ``--write`` it is brought up to date."""

from __future__ import annotations

import sys

from abm.documentation import calibrated, datapackage, scenario
from abm.documentation.odd import main

if __name__ == "__main__":
    write = "--write" in sys.argv
    old = scenario.stale(write) + calibrated.stale(write) + datapackage.stale(write)
    for name in old:
        print(f"{name} differs from the code or the data; python -m abm.documentation --write brings it up to date")
    sys.exit(main(sys.argv[1:]) or bool(old))
