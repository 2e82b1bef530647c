"""The tables of an attribution: within 100 columns, with the digits that the error allows, and in plain words."""

from collections.abc import Iterable

import pytest
from rich.console import Console, RenderableType

from orgsim.analysis.attribution import (
    Attribution,
    Contribution,
    ExactMean,
    Interaction,
    PlayerResult,
    Total,
)
from orgsim.analysis.comparison import Named
from orgsim.report.attribution import attribution_tables


def shown(tables: Iterable[RenderableType], width: int = 100) -> str:
    console = Console(width=width, force_terminal=False)
    with console.capture() as capture:
        for table in tables:
            console.print(table)
    return capture.get()


def estimate(mean: float, half: float | None = 0.0, error: float = 0.0) -> ExactMean:
    low, high = (None, None) if half is None else (mean - half, mean + half)
    return ExactMean(sum=str(round(100 * mean)), mean=mean, low=low, high=high, error=error)


def player(
    key: str, kind: str = "programme", *, steps: tuple[str, ...] = (), needed_by: tuple[str, ...] = ()
) -> object:
    return PlayerResult.model_validate(
        {"id": key, "name": f"Name of {key}", "name_vi": key, "kind": kind, "steps": steps, "needed_by": needed_by}
    )


def attribution(measure: str, *rows: tuple[str, ExactMean, ExactMean], beyond: ExactMean | None = None) -> Attribution:
    return Attribution.model_validate(
        {
            "scenario": "city",
            "roadmap": "plan",
            "seed": 7,
            "replications": 1000,
            "exact": False,
            "orders": 24,
            "order_seed": 7,
            "evaluations": 1234,
            "players": (
                player("a"),
                player("b", "steps", steps=("s1", "s2"), needed_by=("s3", "s4")),
                player("c [bold]"),
            ),
            "targets": (Named(id="ten", name="Ten percent fewer", name_vi="Giảm 10%"),),
            "totals": (
                Total(
                    measure=measure,
                    nothing=estimate(0.125, 0.02),
                    everything=estimate(0.875, 0.02),
                    difference=estimate(0.75, 0.02),
                ),
            ),
            "contributions": tuple(
                Contribution(player=key, measure=measure, leave_one_out=lost, shapley=share)
                for key, lost, share in rows
            ),
            "interactions": (Interaction(measure=measure, players=("a", "b"), beyond=beyond),) if beyond else (),
        }
    )


def text_of(found: Attribution) -> str:
    return " ".join(shown(attribution_tables(found, "VND")).split())


def test_rows_have_effects_with_intervals_and_the_largest_share_comes_first() -> None:
    found = attribution(
        "posts",
        ("a", estimate(-2.0), estimate(-1.5, 0.04)),
        ("b", estimate(-31.44, 0.3), estimate(-40.04, 2.6, error=1.3)),
    )
    text = text_of(found)
    assert "1,000 futures, seed 7; 1,234 roadmaps simulated; Shapley values of 24 orders drawn with seed 7." in text
    assert "Authorised posts: 0.12 with none of it, 0.88 with all of it" in text
    assert "Name of b (2 steps) −31.4 [−31.7 to −31.1] −40 [−43 to −37] ±1" in text
    assert "Name of a −2 −1.50 [−1.54 to −1.46]" in text
    assert text.index("Name of b") < text.index("Name of a")
    assert "All together +0.75 [0.73–0.77]" in text
    assert "Without 'Name of b (2 steps)' these cannot be taken and are left out too: s3, s4" in text


def test_what_has_no_effect_and_what_luck_hides_is_said() -> None:
    found = attribution(
        "people",
        ("a", estimate(0.01, 0.05), estimate(0.02, 0.05)),
        ("b", estimate(0), estimate(0)),
        ("c [bold]", estimate(3), estimate(3)),
    )
    text = text_of(found)
    assert "Too little to tell from luck: Name of a" in text
    assert "Without effect on any of these: Name of b (2 steps)" in text
    assert "Name of c [bold] +3 +3" in text


@pytest.mark.parametrize(("sign", "words"), [(1, "3.0 [2.8–3.2] higher"), (-1, "3.0 [2.8–3.2] lower")])
def test_interactions_are_said_in_words(sign: int, words: str) -> None:
    row = ("a", estimate(1), estimate(1))
    text = text_of(attribution("posts", row, beyond=estimate(3.0 * sign, 0.2)))
    assert f"'Name of a' and 'Name of b (2 steps)' together: {words} than each alone adds up to" in text


def test_an_interaction_that_may_be_luck_is_not_said() -> None:
    row = ("a", estimate(1), estimate(1))
    assert "together:" not in text_of(attribution("posts", row, beyond=estimate(0.1, 0.2)))


@pytest.mark.parametrize(
    ("measure", "label"),
    [
        ("target:ten", "Futures that meet 'Ten percent fewer', %: 12 with none of it, 88 with all of it"),
        ("all-targets", "Futures that meet every target, %: 12 with none of it, 88 with all of it"),
    ],
)
def test_targets_are_percentages_of_futures(measure: str, label: str) -> None:
    text = text_of(attribution(measure, ("a", estimate(0.5, 0.031), estimate(0.25, 0.062, error=0.011))))
    assert label in text
    assert "Name of a +50 [47–53] +25 [19–31] ±1" in text


def test_money_is_in_the_unit_of_the_shares() -> None:
    row = ("a", estimate(2.5e9, 1e7), estimate(2.25e9, 2.6e8, error=1e5))
    text = text_of(attribution("present_value", row))
    assert "Costs, worth on the first day, billion VND: 0.000 with none of it" in text
    assert "Name of a +2.50 [2.49–2.51] +2.2 [2.0–2.5] <0.001" in text


def test_one_future_shows_changes_without_intervals() -> None:
    text = text_of(attribution("posts", ("a", estimate(-2, None), estimate(-1.5, None))))
    assert "Name of a −2 −1.50 " in text


def test_tables_fit_100_columns() -> None:
    long = attribution("posts", ("a", estimate(-31.44, 0.3), estimate(-40.04, 2.6, error=1.3)), beyond=estimate(3, 1))
    wide = long.model_copy(
        update={"players": tuple(one.model_copy(update={"name": "Early retirement " * 8}) for one in long.players)}
    )
    text = shown(attribution_tables(wide, "VND"))
    assert max(map(len, text.splitlines())) <= 100
    assert "…" not in text
