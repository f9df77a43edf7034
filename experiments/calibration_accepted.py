"""Which members of the posterior are accepted: the worlds that show themselves to fit the country.

Question: which of the worlds drawn from the posterior fit by their own runs, and which targets do they miss?
Design:   from the rows of calibration_runs alone, so that anybody finds the same to the byte; nothing is run. A member
          is accepted whose runs, on average, lie within three s.d. of all targets that count, but for as many as
          calibration_waves says may be missed. S.d. are of error, discrepancy, luck from run to run of the members over
          the number of runs and, where the country has one history, that luck once more.
Columns of calibration_accepted_targets: target; what, in words; source; target_low, target_high (empty: open on that
          side); error, discrepancy, their s.d.; history, one or many; luck, s.d. from run to run; counts: yes, or no
          where no world comes near; lowest, median, highest: of what members show on average; nearest, the smallest
          distance of a member in s.d.; fit, the share of members within the cut; inside, the share of members that lie
          within the target itself (empty where it is a single figure); seeds, results_version.
Columns of calibration_accepted_members: member, its number; the calibrated parameters by their keys; distance, its
          largest but for what may be missed, in s.d.; accepted, yes or no; typical, how far it lies from the median of
          the accepted members over all parameters, in ranges (root mean square); seeds, results_version. That is
          the version of the rows: the tables rest on nothing else.

    abm study calibration_accepted hydra.run.dir=experiments/data
"""

from __future__ import annotations

from abm.experiments.calibrating import judging, stored
from abm.experiments.calibrating.design import design
from abm.experiments.common import Options, Tables
from abm.experiments.registry import register


@register(seeds={"tiny": 1, "quick": 1, "full": 1})
def study(options: Options) -> Tables:
    """Judge the members from the stored rows."""
    last, (counts, missed) = stored.runs_of_members(), stored.ruled()
    tables = {
        "calibration_accepted_targets": judging.targets_of(design(), last, counts),
        "calibration_accepted_members": judging.members_of(design(), last, counts, missed),
    }
    return {name: table.assign(results_version=stored.version()) for name, table in tables.items()}
