"""Rewrite the golden files: ``python -m tests.golden.rewrite``."""

from tests.golden.cases import HERE, SCENARIOS, summary

if __name__ == "__main__":
    for case in sorted(SCENARIOS):
        (HERE / f"{case}.json").write_text(summary(case), encoding="utf-8")
