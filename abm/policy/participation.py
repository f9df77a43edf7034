"""Participation is sampling: simulated citizens are asked, with the selection bias that the method brings."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np

from abm.numerics.compiled import kernel
from abm.numerics.streams import Floats, Integers, Purpose, Streams, below, start, uniform_in
from abm.parameters import Method, Parameters
from abm.policy.needs import Needs

if TYPE_CHECKING:
    from abm.agents.citizens.columns import Citizens

Relations = TypeVar("Relations", float, Floats)
_CANDIDATES_PER_RESPONDENT = 400  # so many refusals in a row mean that nobody can be found


class Concluded(NamedTuple):
    """What became of asking people in one process: effect on trust, relief of grievance, and who was asked."""

    dossier: int
    effect: float
    relief: float
    serial: int
    asked: Integers


@kernel
def _recruit(draw_key, accept_key, dossier, serial, citizens, odds, distrustful, mobilised, wanted, out):
    """Invite addressed citizens until enough accept; returns how many did.

    A citizen accepts with probability d + (1 - d)·T, with d that of the wholly distrustful, divided by the odds ratio
    of the own community when not higher educated, so that the odds of the higher educated are as the method has them;
    times (1 + m·g)/(1 + m), with g the grievance of who is aggrieved about this dossier, else 0.
    """
    educated, community, trust, grievance, topic = citizens
    candidates = start(draw_key + np.uint64(dossier), serial)
    answers = start(accept_key + np.uint64(dossier), serial)
    found = 0
    for k in range(wanted * _CANDIDATES_PER_RESPONDENT):
        i = below(candidates, k, trust.size)
        chance = distrustful + (1.0 - distrustful) * trust[i]
        if not educated[i]:
            chance /= odds[community[i]]
        if mobilised > 0.0:
            chance *= (1.0 + mobilised * (grievance[i] if topic[i] == dossier else 0.0)) / (1.0 + mobilised)
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


def audit_shortfall(quality: float, commitments: float, room: float, norm: float) -> float:
    """How far a process falls short of an auditor's norm, max(0, 1 - seen/norm), in [0, 1].

    Seen is w·quality, with w = room·(1 - commitments). Where leadership gave less room than the norm asks, the sample
    is judged and not w, as nobody can do more than that: seen is (1 - commitments)·quality.
    """
    if norm <= 0.0:
        return 0.0
    seen = (room if room >= norm else 1.0) * (1.0 - commitments) * quality
    return max(0.0, 1.0 - seen / norm)


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

    Those struck speak: better informed about the harm, and a louder minority; not where people are drawn by lot.

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
        (citizens.educated, citizens.community, citizens.trust, citizens.grievance, citizens.topic),
        odds,
        parameters.citizens.acceptance,
        0.0 if method.sortition else parameters.evidence.mobilised,
        respondents,
        out,
    )
    return out[:found]


def heard(
    say: Callable[[int], Floats],
    dossier: int,
    serial: int,
    belief: Floats,
    needs: Needs,
    parameters: Parameters,
    streams: Streams,
    panel: bool = False,
) -> Floats:
    """What a ministry hears from people on a dossier, shape (2,): what they say, or what a placebo puts in its place.

    A placebo is noise around the belief, which carries nothing, or what the same people need on another dossier.

    Parameters
    ----------
    say : callable
        What these people say about a dossier.
    serial : int
        Number of the process; addresses the draws of a placebo.
    belief : array of shape (2,)
        Of the house, before it hears.
    panel : bool
        Whether these are the panel of a pilot, whose noise is another than that of respondents.
    """
    placebo, dossiers = parameters.placebo.respondents, len(needs.centre)
    if placebo == "noise":
        place = dossier + dossiers if panel else dossier
        return belief + parameters.needs.start_spread * streams[Purpose.PLACEBO].normals(serial, 2, 2 * place)
    if placebo == "shuffled" and dossiers > 1:
        shift = 1 + int(streams[Purpose.PLACEBO].uniform(serial, dossier) * (dossiers - 1))
        return say((dossier + shift) % dossiers)
    return say(dossier)


def reading(
    method: Method,
    asked: Integers,
    dossier: int,
    serial: int,
    belief: Floats,
    needs: Needs,
    citizens: Citizens,
    parameters: Parameters,
    streams: Streams,
) -> Floats:
    """Mean of what respondents say, shape (2,): their needs, or the practices of their communities; see :func:`heard`.

    Practices are carried over with an error, that of the method thinned by the number of communities.
    """

    def say(about: int) -> Floats:
        if not method.practices:
            return needs.spoken(about, citizens.values[asked]).mean(axis=0)
        practice = needs.practices[citizens.community[asked], about].mean(axis=0)
        error = method.transfer_error * needs.heterogeneity / np.sqrt(float(len(asked)))
        return practice + error * streams[Purpose.TRANSFER].normals(serial, 2, 2 * dossier)

    return heard(say, dossier, serial, belief, needs, parameters, streams)


def effect_on_trust(influence: float, explained: bool, parameters: Parameters) -> float:
    """Effect of a process on the trust of who took part or noticed, in trust; judged by w·G, never by distance.

    Input adopted to the degree q (:func:`adopted`) raises trust by gain·q and lowers it by loss·(1 - q), of
    which an honest explanation undoes the share ``repair``. Not having asked has effect 0.
    """
    own = parameters.procedure
    degree, ignored = _came_of(influence, explained, parameters)
    return parameters.citizens.trust_spread * (own.gain * degree - own.loss * ignored)


def relief(influence: float, explained: bool, parameters: Parameters) -> float:
    """Share of grievance about the dossier that a process takes away, heard·q - heard·(1 - q)·(1 - repair).

    Repair only where it was explained. Below 0 it is the grievance of who feels unheard.
    """
    degree, ignored = _came_of(influence, explained, parameters)
    return parameters.procedure.heard * (degree - ignored)


def _came_of(influence: float, explained: bool, parameters: Parameters) -> tuple[float, float]:
    """How far input was adopted, and how far it was ignored and is not made good by an explanation."""
    degree = adopted(influence, parameters)
    return degree, (1.0 - degree) * (1.0 - parameters.procedure.repair if explained else 1.0)
