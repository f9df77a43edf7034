"""What is measured, declared once: name, unit, definition, and how it is computed from one week of the model.

A measure is one function. A ratio returns numerator and denominator, so that a mean over weeks weighs every case alike:
its value over a run is the sum of numerators over the sum of denominators; weeks without cases are empty.
"""

from abm.observation.measures import society  # isort: skip  # the order of the columns
from abm.observation.measures import government
from abm.observation.measures.runs import RUN_MEASURES, crossover_week, cyclicality
from abm.observation.measuring import MEASURES

__all__ = ["MEASURES", "RUN_MEASURES", "crossover_week", "cyclicality", "government", "society"]
