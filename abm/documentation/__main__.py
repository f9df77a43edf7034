"""``python -m abm.documentation``: whether what is generated is true; with ``--write`` it is brought up to date."""

from __future__ import annotations

import sys

from abm.documentation.odd import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
