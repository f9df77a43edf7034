"""Participation is sampling: simulated citizens are asked, with the selection bias that the method brings."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import numpy as np

from abm.numerics.compiled import kernel
from abm.numerics.streams import Floats, Integers, Purpose, Streams, below, start, uniform_in
from abm.parameters import Method, Parameters
from abm.policy.needs import Needs

if TYPE_CHECKING:
    from abm.agents.citizens.columns import Citizens

Relations = TypeVar("Relations", float, Floats)
_CANDIDATES_PER_RESPONDENT = 400  # so many refusals in a row mean that nobody can be found


@kernel
def _recruit(draw_key, accept_key, dossier, serial, educated, community, trust, odds, distrustful, wanted, out):
    """Invite addressed citizens until enough accept; returns how many did.

    A citizen accepts with probability d + (1 - d)·T, with d that of the wholly distrustful, divided by the odds ratio
    of the own community when not higher educated, so that the odds of the higher educated are as the method has them.
    """
    candidates = start(draw_key + np.uint64(dossier), serial)
    answers = start(accept_key + np.uint64(dossier), serial)
    found = 0
    for k in range(wanted * _CANDIDATES_PER_RESPONDENT):
        i = below(candidates, k, trust.size)
        chance = distrustful + (1.0 - distrustful) * trust[i]
        if not educated[i]:
            chance /= odds[community[i]]
        if uniform_in(answers, k) < chance:
            out[found] = i
            found += 1
            if found == wanted:
                break
    return found


def ease(relations: Relations, skill: float, parameters: Parameters) -> Relations:
    """Share of selection bias and recruitment time that relations and skill take away, as many as relations given.

    With r relations, s skill and their weights it is effect·(share·r + (1 - share)·s).
    """
    own = parameters.evidence
    return own.relation_effect * (own.relation_share * relations + (1.0 - own.relation_share) * skill)


def quality(method: Method, skill: float, parameters: Parameters) -> float:
    """Quality of a process as an auditor sees it: the method's own at full skill, less without."""
    unskilled = parameters.evidence.unskilled_quality
    return method.quality * (unskilled + (1.0 - unskilled) * skill)


def adopted(influence: float, parameters: Parameters) -> float:
    """How far input counts as adopted, min(1, influence / full adoption); judged by influence, never by distance."""
    return min(1.0, influence / parameters.procedure.full_adoption)


def recruit(
    method: Method,
    respondents: int,
    dossier: int,
    serial: int,
    relations: Floats,
    skill: float,
    citizens: Citizens,
    parameters: Parameters,
    streams: Streams,
) -> Integers:
    """Citizens who take part in process ``serial`` of a dossier.

    Parameters
    ----------
    relations : array of shape (communities,)
        The ministry's relations with each community; with skill they lower the odds ratio.
    respondents : int
        How many are wanted.

    Returns
    -------
    integer array
        Numbers of the citizens found, at most ``respondents``; one citizen can be found twice in a small population.
    """
    odds = 1.0 + (method.odds_ratio - 1.0) * (1.0 - ease(relations, skill, parameters))
    out = np.empty(respondents, np.int64)
    found = _recruit(
        streams[Purpose.RESPONDENTS].key,
        streams[Purpose.ACCEPTANCE].key,
        dossier,
        serial,
        citizens.educated,
        citizens.community,
        citizens.trust,
        odds,
        parameters.citizens.acceptance,
        respondents,
        out,
    )
    return out[:found]


def reading(
    method: Method,
    asked: Integers,
    dossier: int,
    serial: int,
    needs: Needs,
    citizens: Citizens,
    parameters: Parameters,
    streams: Streams,
) -> Floats:
    """Mean of what respondents say, shape (2,): their needs, or the practices of their communities.

    Under a placebo what they say is replaced: by noise, or by what the same people need on another dossier.
    """
    placebo = parameters.placebo.respondents
    if placebo == "noise":
        return parameters.needs.start_spread * streams[Purpose.PLACEBO].normals(serial, 2, 2 * dossier)
    spoken_of = dossier
    if placebo == "shuffled":
        others = len(needs.centre) - 1
        shift = 1 + int(streams[Purpose.PLACEBO].uniform(serial, dossier) * others) if others else 0
        spoken_of = (dossier + shift) % len(needs.centre)
    if not method.practices:
        return needs.spoken(spoken_of, citizens.values[asked]).mean(axis=0)
    practice = needs.practices[citizens.community[asked], spoken_of].mean(axis=0)
    error = method.transfer_error * needs.heterogeneity / np.sqrt(float(len(asked)))
    return practice + error * streams[Purpose.TRANSFER].normals(serial, 2, 2 * dossier)


def effect_on_trust(influence: float, explained: bool, parameters: Parameters) -> float:
    """Effect of a process on the trust of who took part or noticed, in trust; judged by w·G, never by distance.

    Input adopted to the degree q (:func:`adopted`) raises trust by gain·q and lowers it by loss·(1 - q), of
    which an honest explanation undoes the share ``repair``. Not having asked has effect 0.
    """
    own = parameters.procedure
    degree = adopted(influence, parameters)
    ignored = (1.0 - degree) * (1.0 - own.repair if explained else 1.0)
    return parameters.citizens.trust_spread * (own.gain * degree - own.loss * ignored)
