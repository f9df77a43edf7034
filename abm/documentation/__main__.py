"""``python -m abm.documentation``: whether what is generated is true; with ``--write`` it is brought up to date.

With ``--release`` it also refuses what may not be released: verdicts on older results than the model gives, or none.
"""

from __future__ import annotations

import sys

from abm.analysis.verdicts import verdicts
from abm.documentation import answer, budget, calibrated, checksums, claims, datapackage, pictures, readme, scenario
from abm.documentation.odd import main

if __name__ == "__main__":
    words = [word for word in sys.argv[1:] if word != "--release"]
    write = "--write" in words
    kept = (scenario, calibrated, datapackage, claims, answer, readme, budget, checksums, pictures)
    old = [name for part in kept for name in part.stale(write)]
    for name in old:
        print(f"{name} differs from the code or the data; python -m abm.documentation --write brings it up to date")
    refused = claims.unfit(verdicts()) if "--release" in sys.argv else []
    for line in refused:
        print(f"not fit for a release: {line}")
    sys.exit(main(words) or bool(old or refused))
