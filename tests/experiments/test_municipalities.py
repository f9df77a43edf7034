"""Municipalities: luck is what sampling gives, a planted spread or slope is found, and citizens are paired."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import abm
from abm.experiments import municipalities as places
from abm.experiments.challenging.worlds import worlds
from abm.experiments.common import Options, as_written
from abm.experiments.municipalities import DIFFERENCE, NONE, PACKAGE, SHARE, WITH, WITHOUT, Country

TINY = Options("tiny", seeds=2, workers=1)
NAMES = places.municipalities()
SIZES = np.array([max(20, inhabitants // 100) for _, inhabitants in NAMES])


pytestmark = pytest.mark.xdist_group("municipalities")  # one worker makes what they share


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    """Both tables at tiny size."""
    return dict(places.study(TINY))


def country(trusts: np.ndarray) -> Country:
    """A country of these citizens."""
    return Country(SIZES, places.summed(trusts, SIZES) / SIZES, np.packbits(trusts))


def lived(levels: tuple[float, float], own: float = 0.0, slope: float = 0.0, count: int = 4) -> dict:
    """What is told of worlds in which so many trust, municipalities have an own deviation, and size matters."""
    generator, found = np.random.default_rng(1), []
    size = np.log10([inhabitants for _, inhabitants in NAMES])
    size -= np.average(size, weights=SIZES)
    for world in range(1, count + 1):
        deviation = own * generator.standard_normal(len(SIZES))
        for name, level, by_size in zip((NONE, PACKAGE), levels, (0.0, slope), strict=True):
            chance = np.repeat(level + deviation + by_size * size, SIZES)
            found.append((name, world, country(generator.random(SIZES.sum()) < chance)))
    made = places.tabulate(found)["municipalities_spread"]
    return made[made["measure"] == SHARE].set_index("what").to_dict("index")


def test_tables_have_rows_and_only_columns_that_the_study_states(tables):
    """A row for each municipality and measure, with the names of the country."""
    words = {word.strip("(),;.:") for word in (places.__doc__ or "").split()}
    for name, table in tables.items():
        assert len(table) and set(table.columns) <= words, name
        assert as_written(table, 2)
    shares = tables["municipalities"].query("measure == @SHARE")
    assert list(zip(shares["municipality"], shares["inhabitants"], strict=True)) == list(NAMES)


def test_what_is_kept_is_who_trusts_in_the_last_week():
    """The shares add up to what the model measures itself."""
    (world,) = worlds(
        Options("tiny", 1, 1), "population.communities=342", "population.sizes=municipalities", "weeks=5",
        "population.citizens=2000",
    )  # fmt: skip
    last = abm.simulate(world, 1).weeks.to_pandas().iloc[-1]
    kept = places.look(world, 1)
    who = np.unpackbits(kept.trusts, count=2000)
    assert kept.citizens.sum() == 2000 and who.mean() == pytest.approx(last["trust_share"])
    assert np.nansum(kept.trust * kept.citizens) / 2000 == pytest.approx(last["trust"], abs=1e-6)


def test_where_only_sampling_makes_them_differ_all_of_it_is_luck():
    """Citizens drawn at random, wherever they live."""
    found = lived((0.4, 0.45))
    for what in (WITHOUT, WITH, DIFFERENCE):
        assert found[what]["sampling"] == pytest.approx(1.0, abs=0.15), what
        assert found[what]["size_found"] == "none found", what
    assert found[DIFFERENCE]["mean"] == pytest.approx(0.05, abs=0.01) and found[DIFFERENCE]["found"] == "up"


def test_a_spread_of_their_own_is_not_taken_for_luck():
    """With a deviation as large as that of sampling, half is luck; both lives share it, and it leaves no difference."""
    luck = float(np.sqrt(0.24 / SIZES.mean()))
    found = lived((0.4, 0.4), own=luck)
    assert found[WITHOUT]["sampling"] == pytest.approx(0.5, abs=0.12)
    assert found[DIFFERENCE]["sampling"] == pytest.approx(1.0, abs=0.15)
    assert found[DIFFERENCE]["mean"] == pytest.approx(0.0, abs=0.003)


@pytest.mark.parametrize(("slope", "said"), [(0.04, "up"), (-0.04, "down")])
def test_what_size_does_is_found(slope, said):
    """For ten times as many inhabitants; in the difference alone, as only one of both lives has it."""
    found = lived((0.4, 0.4), slope=slope)
    assert found[DIFFERENCE]["by_size"] == pytest.approx(slope, abs=0.01)
    assert found[DIFFERENCE]["size_found"] == said and found[WITHOUT]["size_found"] == "none found"


def test_citizens_are_paired_one_by_one():
    """Where nobody changes sampling gives no spread, and where as many gain as lose it gives the most."""
    who = np.random.default_rng(2).random(SIZES.sum()) < 0.5
    same, other = (places.shares(country(who), country(after)).chance[DIFFERENCE] for after in (who, ~who))
    assert same.tolist() == [0.0] * len(SIZES)
    np.testing.assert_allclose(other * SIZES, 1.0, atol=0.01)


def test_an_empty_municipality_counts_for_nothing():
    """Its row says that nobody lives there, and the spread is that of the others."""
    found = []
    for world, name in ((1, NONE), (1, PACKAGE), (2, NONE), (2, PACKAGE)):
        sizes = SIZES.copy()
        sizes[7] = 0
        trusts = np.random.default_rng([world, len(name)]).random(sizes.sum()) < 0.5
        with np.errstate(invalid="ignore"):
            found.append((name, world, Country(sizes, places.summed(trusts, sizes) / sizes, np.packbits(trusts))))
    made = places.tabulate(found)
    empty = made["municipalities"].iloc[7]
    assert empty["citizens"] == 0 and np.isnan(empty["difference"]) and empty["found"] == "none found"
    assert np.isfinite(made["municipalities_spread"]["mean"]).all()
