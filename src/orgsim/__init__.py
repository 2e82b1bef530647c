"""orgsim: simulate reorganisations – merge units, move duties, cut posts, over years, with real people in them.

The way of the data, each arrow one function::

    folder ─read_scenario→ Scenario ─compile_plan→ Plan ─simulate→ Outcomes ─compare→ Comparison ─render_report→ HTML
"""

import importlib
from typing import TYPE_CHECKING

from orgsim._version import __version__

if TYPE_CHECKING:
    from orgsim.analysis.attribute import attribute
    from orgsim.analysis.compare import compare
    from orgsim.analysis.diff import diff_roadmaps, diff_scenarios
    from orgsim.analysis.precision import until_precise
    from orgsim.analysis.sensitivity import sensitivity
    from orgsim.analysis.waterfall import waterfalls
    from orgsim.engine.compile import compile_plan
    from orgsim.engine.simulate import joined, simulate
    from orgsim.engine.trace import trace
    from orgsim.errors import InputError, OrgsimError
    from orgsim.io.law import read_law
    from orgsim.io.runs import read_run, write_run
    from orgsim.io.scenario import read_scenario
    from orgsim.report.html import render_report
    from orgsim.rules.law.benefits import entitlements

__all__ = [
    "InputError",
    "OrgsimError",
    "__version__",
    "attribute",
    "compare",
    "compile_plan",
    "diff_roadmaps",
    "diff_scenarios",
    "entitlements",
    "joined",
    "read_law",
    "read_run",
    "read_scenario",
    "render_report",
    "sensitivity",
    "simulate",
    "trace",
    "until_precise",
    "waterfalls",
    "write_run",
]

_HOMES = {
    "InputError": "orgsim.errors",
    "OrgsimError": "orgsim.errors",
    "attribute": "orgsim.analysis.attribute",
    "compare": "orgsim.analysis.compare",
    "compile_plan": "orgsim.engine.compile",
    "diff_roadmaps": "orgsim.analysis.diff",
    "diff_scenarios": "orgsim.analysis.diff",
    "entitlements": "orgsim.rules.law.benefits",
    "joined": "orgsim.engine.simulate",
    "read_law": "orgsim.io.law",
    "read_run": "orgsim.io.runs",
    "read_scenario": "orgsim.io.scenario",
    "render_report": "orgsim.report.html",
    "sensitivity": "orgsim.analysis.sensitivity",
    "simulate": "orgsim.engine.simulate",
    "trace": "orgsim.engine.trace",
    "until_precise": "orgsim.analysis.precision",
    "waterfalls": "orgsim.analysis.waterfall",
    "write_run": "orgsim.io.runs",
}


def __getattr__(name: str) -> object:
    """Import a public name on first use, so that ``orgsim --help`` does not wait for NumPy."""
    if name not in _HOMES:
        raise AttributeError(f"module 'orgsim' has no attribute '{name}'")
    return getattr(importlib.import_module(_HOMES[name]), name)
