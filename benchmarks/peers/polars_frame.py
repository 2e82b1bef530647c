"""The reference workload in polars: a frame of people, a row each, and expressions over it."""

import numpy as np
import polars as pl

from benchmarks.reference import (
    CONTRACT,
    CONTRACTS_HIRED,
    DEPUTIES_KEPT,
    DEPUTY,
    DIES,
    EARLY,
    HEAD,
    HIRING_AGE,
    MERGER_YEAR,
    NEVER,
    OTHER_DEPUTY,
    OTHER_STAFF,
    QUITS,
    RESIGNATION,
    STAFF,
    WOMEN_HIRED,
    YEARS,
    Population,
    Year,
    allowed_after_merger,
    merged_units,
    retirement_ages,
)

HAZARDS = pl.DataFrame(
    [(*cell, QUITS[cell], DIES[cell]) for cell in np.ndindex(QUITS.shape)],
    schema={"woman": pl.Int64, "contract": pl.Int64, "band": pl.Int64, "quits": pl.Float64, "dies": pl.Float64},
    orient="row",
)
RESIGNED, DIED, RETIRED, RETIRED_EARLY, DISMISSED, STAYS = range(6)
PERSON = ("slot", "unit", "woman", "age", "tenure", "rank", "contract")
unit, age, tenure, rank, contract, woman, retire, kind = map(
    pl.col, ("unit", "age", "tenure", "rank", "contract", "woman", "retire", "kind")
)


def merge(people: pl.DataFrame, units: int) -> pl.DataFrame:
    """Merge the first units in pairs, and give ranks anew."""
    merged = unit < merged_units(units)
    people = people.with_columns(pl.when(merged).then(unit // 2 * 2).otherwise(unit).alias("unit"))
    for held, kept, below in ((HEAD, 1, DEPUTY), (DEPUTY, DEPUTIES_KEPT, STAFF)):
        place = pl.struct(-tenure, "slot").rank("ordinal").over("unit", "rank")
        people = people.with_columns(
            pl.when(merged & (rank == held) & (place > kept)).then(below).otherwise(rank).alias("rank")
        )
    return people


def with_causes(people: pl.DataFrame, t: int) -> pl.DataFrame:
    """Add to each person why they leave before reductions, if they do, and their place in the order of removal."""
    men, women = retirement_ages(t)
    early = (age >= retire - 5) & (tenure >= 20)
    return (
        people.with_columns(
            pl.when(woman == 1).then(women).otherwise(men).alias("retire"),
            pl.min_horizontal((age - 20) // 5, pl.lit(len(RESIGNATION) - 1)).cast(pl.Int64).alias("band"),
        )
        .join(HAZARDS, on=["woman", "contract", "band"], how="left", maintain_order="left")
        .with_columns(
            pl.when(pl.col("uniform") < pl.col("quits"))
            .then(RESIGNED)
            .when(pl.col("uniform") < pl.col("quits") + pl.col("dies"))
            .then(DIED)
            .when(age >= retire)
            .then(RETIRED)
            .otherwise(STAYS)
            .alias("cause"),
            pl.when(contract == 1)
            .then(CONTRACT)
            .when(rank == HEAD)
            .then(NEVER)
            .when(early)
            .then(EARLY)
            .when(rank == STAFF)
            .then(OTHER_STAFF)
            .otherwise(OTHER_DEPUTY)
            .alias("kind"),
        )
        .with_columns(pl.when(kind == EARLY).then(64 - age).otherwise(tenure).alias("seniority"))
    )


def reduced(people: pl.DataFrame, allowed: pl.DataFrame) -> pl.DataFrame:
    """Change the cause of those who are removed, and add what each gets."""
    stays = pl.col("cause") == STAYS
    present = stays.sum().over("unit").cast(pl.Int64)
    surplus = (present - pl.col("allowed")).clip(lower_bound=0)
    place = stays.cum_sum().over("unit", order_by=["kind", "seniority", "slot"])
    out = stays & (kind < NEVER) & (place <= pl.min_horizontal(surplus, (present // 20).clip(lower_bound=1)))
    half_months = (
        pl.when(kind == CONTRACT)
        .then(2 * tenure)
        .when(kind == EARLY)
        .then(6 * (retire - age) + tenure)
        .otherwise(3 * tenure)
    )
    pay = 20 + (tenure // 3).clip(upper_bound=12) + 10 * rank
    cause = pl.when(kind == EARLY).then(RETIRED_EARLY).otherwise(DISMISSED)
    return (
        people.join(allowed, on="unit", how="left", maintain_order="left")
        .with_columns(out.alias("out"))
        .with_columns(
            pl.when("out").then(cause).otherwise("cause").alias("cause"),
            pl.when("out").then(half_months * pay).otherwise(0).alias("cost"),
        )
    )


def run(start: Population, seed: int) -> list[Year]:
    """Run ten years once."""
    stream = np.random.default_rng(seed)
    units, limits = len(start.allowed), start.allowed
    columns = (start.units, start.women, start.ages, start.tenures, start.ranks, start.contracts)
    people = pl.DataFrame(dict(zip(PERSON, (np.arange(len(start)), *columns), strict=True)))
    slots = len(start)
    years = []
    for t in range(1, YEARS + 1):
        people = people.with_columns(age + 1, tenure + 1, pl.Series("uniform", stream.random(len(people)), pl.Float64))
        if t == MERGER_YEAR:
            people = merge(people, units)
            limits = allowed_after_merger(limits)
        allowed = pl.DataFrame({"unit": np.arange(units), "allowed": limits})
        people = reduced(with_causes(people, t), allowed)

        stays = pl.col("cause") == STAYS
        hires = pl.min_horizontal(pl.col("left") // 2, (pl.col("allowed") - pl.col("present")).clip(lower_bound=0))
        by_unit = people.group_by("unit").agg(stays.sum().alias("present"), (~stays).sum().alias("left"))
        table = (
            allowed.join(by_unit, on="unit", how="left", maintain_order="left")
            .sort("unit")
            .with_columns(pl.col("present", "left").fill_null(0).cast(pl.Int64))
            .with_columns(hires.alias("hires"))
        )
        causes = people["cause"].value_counts()
        count_of = dict(zip(causes["cause"].to_list(), causes["count"].to_list(), strict=True))
        headcount = (table["present"] + table["hires"]).to_numpy()
        count = int(table["hires"].sum())
        leavers = tuple(count_of.get(cause, 0) for cause in range(STAYS))
        years.append(Year(headcount, leavers, count, int(people["cost"].sum())))

        new = pl.DataFrame(
            {
                "slot": np.arange(slots, slots + count),
                "unit": np.repeat(np.arange(units), table["hires"].to_numpy()),
                "woman": (stream.random(count) < WOMEN_HIRED).astype(np.int64),
                "age": np.full(count, HIRING_AGE),
                "tenure": np.zeros(count, np.int64),
                "rank": np.full(count, STAFF),
                "contract": (stream.random(count) < CONTRACTS_HIRED).astype(np.int64),
            }
        )
        slots += count
        people = pl.concat([people.filter(stays).select(PERSON), new])
    return years
