"""The numbers of the last release, to the last digit."""

import pytest

from tests.golden.cases import HERE, SCENARIOS, summary


@pytest.mark.parametrize("case", sorted(SCENARIOS))
def test_results_are_those_of_the_last_release(case: str) -> None:
    assert summary(case) == (HERE / f"{case}.json").read_text(encoding="utf-8")


def test_every_golden_file_has_a_case() -> None:
    assert {path.stem for path in HERE.glob("*.json")} == set(SCENARIOS)
