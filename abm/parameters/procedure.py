"""Parameters of procedure: what having been asked does to citizens."""

from __future__ import annotations

from dataclasses import dataclass

from abm.declare import LITERATURE, RULES, parameter


@dataclass
class Procedure:
    """What having been asked does to trust and grievance. Signs: Van Dijk and Lefevere 2022; sizes are assumptions."""

    exposure: float = parameter(
        0.005,
        "share of the public that notices one process of participation",
        unit="share",
        low=0,
        high=0.3,
        source="assumption; at most 18%, who know internet consultation (experiments/data/netherlands_government.csv)",
    )
    gain: float = parameter(
        0.1,
        "rise of trust when input was adopted, in s.d. of trust",
        unit="s.d.",
        low=0,
        high=0.5,
        source="sign: Van Dijk and Lefevere 2022; size: assumption",
    )
    loss: float = parameter(
        0.15,
        "fall of trust when input was ignored, in s.d. of trust",
        unit="s.d.",
        low=0,
        high=0.5,
        source="sign: Van Dijk and Lefevere 2022; size: assumption",
    )
    repair: float = parameter(
        0.6,
        "share of that fall which an honest explanation undoes",
        unit="share",
        low=0,
        high=1,
        source=f"sign: Belgian survey experiment ({LITERATURE} 3.6.11); size: assumption",
    )
    feedback: float = parameter(
        0.3, "probability that a ministry says honestly what it did with the input", unit="probability", low=0, high=1
    )
    heard: float = parameter(
        0.3,
        "share of grievance that adopted input takes away, and grievance that ignored input gives; 0 cuts being heard",
        unit="share",
        low=0,
        high=1,
        source=f"assumption; {RULES} 2.27",
    )
    concerned: float = parameter(
        0.3,
        "probability that who is aggrieved about a dossier notices a process on it, in the place of exposure",
        unit="probability",
        low=0,
        high=1,
        source=f"assumption; {RULES} 2.28",
    )
    full_adoption: float = parameter(
        0.3, "influence w x G from which input counts as adopted in full", unit="weight", low=0.05, high=1
    )
