"""Results that may only change on purpose: `make golden` rewrites the files, CHANGELOG.md says why."""

import json
from pathlib import Path

from orgsim import compare, compile_plan, read_scenario, simulate

HERE = Path(__file__).parent
SCENARIOS = {"mong-cai": Path("scenarios/mong-cai"), "small": Path("src/orgsim/io/small")}
REPLICATIONS = 40


def summary(case: str) -> str:
    """Run a case and return what must not change: all numbers, without words and provenance."""
    scenario = read_scenario(HERE.parents[1] / SCENARIOS[case])
    runs = [simulate(compile_plan(scenario, name), replications=REPLICATIONS, seed=1) for name in scenario.roadmaps]
    numbers = {"scenario", "seed", "replications", "opening", "units_opening", "roadmaps", "differences", "hindcast"}
    found = compare(scenario, runs).model_dump(mode="json", include=numbers)
    words = {"digest", "name", "name_vi", "summary", "summary_vi", "legal_basis", "reason", "source", "assumes"}

    def bare(value: object) -> object:
        if isinstance(value, dict):
            return {key: bare(part) for key, part in value.items() if key not in words}
        return [bare(part) for part in value] if isinstance(value, list) else value

    return json.dumps(bare(found), indent=1, ensure_ascii=False) + "\n"
