"""mesa-frames: citizens as a frame of Polars, changed by expressions, and by scattering what happens to few."""

from __future__ import annotations

from importlib.metadata import version

import mesa_frames
import numpy as np
import polars as pl

from tests.benchmarks.peers.alone import DRAWN, Drawn, World
from tests.reference.plain_rules import FORGOTTEN, STEPS, Given

VERSION = version("mesa-frames")
NARROW = ("tolerance", "threshold", "baseline", "trust", "procedure", "grievance")  # in single precision

trust, grievance, topic = pl.col("trust"), pl.col("grievance"), pl.col("topic")
FORGET = (
    pl.when(grievance < FORGOTTEN).then(0.0).otherwise(grievance).cast(pl.Float32).alias("grievance"),
    pl.when(grievance < FORGOTTEN).then(-1).otherwise(topic).cast(pl.Int16).alias("topic"),
)


class People(mesa_frames.AgentSetPolars):
    """Citizens."""

    def __init__(self, model: Country, world: World) -> None:
        super().__init__(model)
        self.degree = world["ties"].shape[1]
        self += pl.DataFrame(
            {"unique_id": np.arange(len(world["trust"]), dtype=np.int64)}
            | {name: world[name].astype(np.float32) for name in NARROW}
            | {"topic": world["topic"], "acting": np.zeros(len(world["trust"]), bool)}
            | {f"v{k + 1}": world["values"][:, k].astype(np.float64) for k in (0, 1)}
            | {f"tie{k}": world["ties"][:, k].astype(np.uint32) for k in range(self.degree)}
        )

    def step(self) -> None:
        """Live one week."""
        drawn = self.model.drawn
        if drawn is None:
            contact, notice, concern, struck = (pl.Series(self.random.random(len(self.agents))) for _ in DRAWN)
        else:
            contact, notice, concern, struck = (pl.Series(drawn[purpose], dtype=pl.Float64) for purpose in DRAWN)
        self.agents = self.agents.with_columns(
            (trust * STEPS + 0.5).cast(pl.UInt16).alias("shown"),
            (grievance * STEPS + 0.5).cast(pl.UInt16).alias("grieved"),
            topic.alias("shown_topic"),
            pl.Series("listens", self.model.listens, pl.Int8),
        )
        aggrieved = self.contact(contact)
        self.notice(notice, concern)
        self.follow()
        self.listen()
        self.suffer(aggrieved)
        self.strike(struck)
        self.agents = self.agents.with_columns((grievance * (1.0 - trust) > pl.col("threshold")).alias("acting"))

    def scatter(self, rows: pl.Series, found: pl.DataFrame, *names: str) -> None:
        """Put columns of some citizens back."""
        self.agents = self.agents.with_columns(self.agents[name].scatter(rows, found[name]) for name in names)

    def contact(self, u: pl.Series) -> pl.DataFrame:
        """Meet a policy; who met a bad one, which, and what grievance it leaves."""
        given, dossiers = self.model.given, self.model.dossiers
        rows = (u < given.contact_rate).arg_true()
        j = (u.gather(rows) / given.contact_rate * len(dossiers)).cast(pl.Int16).clip(upper_bound=len(dossiers) - 1)
        needs = [
            pl.col("centre1") + given.heterogeneity * (pl.col("cosine") * pl.col("v1") - pl.col("sine") * pl.col("v2")),
            pl.col("centre2") + given.heterogeneity * (pl.col("sine") * pl.col("v1") + pl.col("cosine") * pl.col("v2")),
        ]
        squares = ((pl.col(f"policy{k + 1}") - need) ** 2 for k, need in enumerate(needs))
        misfit, tolerance, residue = pl.col("misfit"), pl.col("tolerance").cast(pl.Float64), pl.col("procedure")
        mine = self.agents.select("v1", "v2", "tolerance", "trust", "procedure")[rows]
        found = (
            pl.concat([mine, dossiers[j]], how="horizontal")
            .with_columns(
                rows.alias("row"),
                j.alias("j"),
                trust.cast(pl.Float64),
                pl.sum_horizontal(squares).sqrt().alias("misfit"),
            )
            .with_columns(
                (misfit <= tolerance).alias("good"),
                ((misfit - tolerance) / given.heterogeneity).clip(0.0, 1.0).alias("badness"),
            )
            .with_columns(
                pl.when("good")
                .then(given.gain * (1.0 - misfit / tolerance))
                .otherwise(given.loss * pl.col("badness"))
                .alias("size")
            )
            .with_columns(
                (
                    trust
                    + pl.col("size") * pl.when("good").then(1.0 - trust).otherwise(-trust)
                    - given.habituation * trust * (1.0 - trust)
                ).clip(0.0, 1.0),
                residue * (1.0 - pl.col("size") - given.habituation * (1.0 - 2.0 * trust + residue)),
            )
        )
        self.scatter(rows, found.select(pl.col("trust", "procedure").cast(pl.Float32)), "trust", "procedure")
        return found.filter(~pl.col("good")).select("row", "j", size=given.contact_grievance * pl.col("badness"))

    def notice(self, u: pl.Series, concern: pl.Series) -> None:
        """Notice concluded processes: those aggrieved about one, and of the others some."""
        given, processes = self.model.given, len(self.model.given.effects)
        if not processes:
            return
        own = self.model.about.gather(self.agents["topic"].cast(pl.Int64) + 1)
        near = ((own >= 0) & (concern < given.concerned)).arg_true()
        rows = (u < min(1.0, processes * given.exposure)).arg_true()
        k = (u.gather(rows) / given.exposure).cast(pl.Int64).clip(upper_bound=processes - 1)
        strange = k != own.gather(rows)
        self.feel(near, own.gather(near))
        self.feel(rows.filter(strange), k.filter(strange))

    def feel(self, rows: pl.Series, k: pl.Series) -> None:
        """Feel what became of asking people, in trust and in grievance."""
        effect, up = pl.col("effect"), (2.0 * pl.col("effect")).clip(upper_bound=1.0) * (1.0 - trust)
        change = pl.when(effect > 0).then(up).otherwise((2.0 * effect).clip(lower_bound=-1.0) * trust)
        found = pl.concat(
            [self.agents.select("trust", "procedure", "grievance", "topic")[rows], self.model.concluded[k]],
            how="horizontal",
        ).with_columns(rows.alias("row"))
        self.scatter(rows, found.select((pl.col("trust", "procedure") + change).cast(pl.Float32)), "trust", "procedure")
        heard = found.filter((pl.col("relief") >= 0.0) & (topic == pl.col("j"))).with_columns(
            (grievance * (1.0 - pl.col("relief"))).cast(pl.Float32)
        )
        self.scatter(heard["row"], heard.with_columns(*FORGET), "grievance", "topic")
        unheard = found.filter(pl.col("relief") < 0.0).select("row", pl.col("j"), size=-pl.col("relief"))
        self.suffer(unheard)

    def follow(self) -> None:
        """News, talk, own baseline, rally and blame."""
        given = self.model.given
        heard = pl.sum_horizontal(pl.col("shown").gather(f"tie{k}").cast(pl.Int32) for k in range(self.degree)).cast(
            pl.Float32
        ) / (STEPS * self.degree)
        after = trust * (1.0 - given.news_loss)
        after += given.talk * (heard - after)
        lift = given.economy + (given.rally - given.rally_change) - (given.blame - given.blame_change)
        after += given.reversion * (pl.col("baseline") + lift - after)
        left = (1.0 - given.news_loss) * (1.0 - given.reversion)
        self.agents = self.agents.with_columns(
            (after + given.rally_change - given.blame_change).clip(0.0, 1.0).cast(pl.Float32).alias("trust"),
            (pl.col("procedure") * left).cast(pl.Float32),
        )

    def listen(self) -> None:
        """Fade, listen, forget."""
        spread = self.model.given.spread
        tie = pl.coalesce(pl.when(pl.col("listens") == k).then(pl.col(f"tie{k}")) for k in range(self.degree))
        other, other_topic = pl.col("grieved").gather("tie") / STEPS, pl.col("shown_topic").gather("tie")
        faded, offered = pl.col("faded"), pl.col("offered")
        mine = pl.when(pl.col("other_topic") == topic).then(faded).otherwise(0.0)
        kept = pl.max_horizontal(faded, offered)
        self.agents = (
            self.agents.with_columns(
                tie.alias("tie"), (grievance * pl.lit(self.model.keep).gather(topic + 1)).alias("faded")
            )
            .with_columns(other.alias("other"), other_topic.alias("other_topic"))
            .with_columns((mine + spread * (pl.col("other") - mine)).alias("offered"))
            .with_columns(
                pl.when(kept < FORGOTTEN).then(0.0).otherwise(kept).cast(pl.Float32).alias("grievance"),
                pl.when(kept < FORGOTTEN)
                .then(pl.lit(-1, pl.Int16))
                .otherwise(pl.when(offered > faded).then("other_topic").otherwise("topic"))
                .alias("topic"),
            )
            .drop("tie", "faded", "other", "other_topic", "offered")
        )

    def strike(self, u: pl.Series) -> None:
        """Let incidents strike."""
        rows = (u < self.model.upper[-1]).arg_true()
        j = self.model.upper.search_sorted(u.gather(rows), side="right").cast(pl.Int16)
        size = pl.repeat(self.model.given.incident_grievance, len(rows), dtype=pl.Float64, eager=True)
        self.suffer(pl.DataFrame({"row": rows, "j": j, "size": size}))

    def suffer(self, aggrieved: pl.DataFrame) -> None:
        """Let some be aggrieved."""
        size, about = pl.col("size"), pl.col("j")
        same = about == topic
        after = pl.when(same).then(grievance + size * (1.0 - grievance)).otherwise(pl.max_horizontal(grievance, size))
        turned = pl.when(~same & (size > grievance)).then(about).otherwise(topic)
        found = (
            pl.concat([self.agents.select("grievance", "topic")[aggrieved["row"]], aggrieved], how="horizontal")
            .with_columns(after.cast(pl.Float32).alias("grievance"), turned.cast(pl.Int16).alias("topic"))
            .with_columns(*FORGET)
        )
        self.scatter(aggrieved["row"], found, "grievance", "topic")


class Country(mesa_frames.ModelDF):
    """Citizens alone."""

    drawn: Drawn | None = None
    listens: np.ndarray

    def __init__(self, world: World, given: Given) -> None:
        super().__init__(1)
        self.given = given
        self.dossiers = pl.DataFrame(
            {f"{name}{k + 1}": getattr(given, name)[:, k] for name in ("policy", "centre") for k in (0, 1)}
            | {name: getattr(given, name) for name in ("cosine", "sine")}
        )
        kept = 1.0 - given.forgetting * (1.0 - given.coverage_slows * given.salience)
        self.keep = pl.Series(np.concatenate([[1.0], kept]).astype(np.float32))
        self.upper = pl.Series(np.minimum(1.0, np.cumsum(given.struck)))
        about = np.full(len(kept) + 1, -1)  # process by topic + 1
        about[given.concluded + 1] = np.arange(len(given.concluded))
        self.about = pl.Series(about)
        self.concluded = pl.DataFrame({"j": given.concluded, "effect": given.effects, "relief": given.reliefs})
        self.people = People(self, world)
        self.agents += self.people

    def step(self) -> None:
        """Live one week."""
        self.agents.do("step")


class Peer:
    """The country, told to live."""

    def __init__(self, world: World, given: Given) -> None:
        self.country = Country(world, given)

    def state(self, name: str) -> np.ndarray:
        """A column of the state."""
        return np.asarray(self.country.people.agents[name].to_numpy())

    def live(self, listens: np.ndarray, drawn: Drawn | None = None) -> None:
        """Live one week."""
        self.country.listens, self.country.drawn = listens, drawn
        self.country.step()
