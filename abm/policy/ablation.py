"""Structural ablations: named cuts of the loop, made of the arrows' own parameters."""

from __future__ import annotations

from abm.parameters import Parameters


def ablate(parameters: Parameters) -> Parameters:
    """Apply ``parameters.ablation`` to parameters (in place) and return them.

    ``no_haste`` cuts salience to deadline. ``no_loop`` cuts every path from salience back to policy-making: deadline,
    opening, blame, the pull of cases, who comes forward to speak, pressure on the room for influence, what a tension
    clause reserves and questions that follow the news, while as many questions fall. A crisis from outside is met all
    the same: danger opens, not salience.
    """
    if parameters.ablation in ("no_haste", "no_loop"):
        parameters.ministries.deadline_coupling = 0.0
    if parameters.ablation == "no_loop":
        parameters.ministries.opening_rate = 0.0
        parameters.ministries.complaint_weight = 0.0
        parameters.evidence.mobilised = 0.0  # coverage keeps grievance awake, and so decides who speaks
        parameters.ministries.pressure_room = 0.0
        parameters.officials.blame = 0.0
        parameters.officials.escalation = 0.0
        parameters.instrument.tension_clause.consideration = 0.0
        parameters.instrument.tension_clause.weeks = 0.0
        parameters.parliament.news_coupling = 0.0
    return parameters
