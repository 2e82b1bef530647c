"""Digests: short names for the content of a roadmap or scenario, so that a table can say what it was made from."""

import hashlib
import json

from orgsim.analysis.plain import plain
from orgsim.analysis.sections import scenario_sections
from orgsim.model.roadmap import Roadmap
from orgsim.model.scenario import Scenario

__all__ = ["digest", "scenario_digest", "section_digests"]

_DIGITS = 12
_BESIDE = frozenset({"scenario", "reported"})
"""Sections that no simulation and no target reads."""


def digest(roadmap: Roadmap) -> str:
    """Return the digest of the steps and programmes of a roadmap: 12 hexadecimal digits of a SHA-256.

    Its id, names and summary do not count, nor in which files its steps are written. The texts of steps and programmes
    do, and so does the order of programmes and of the steps of one day.

    Examples
    --------
    >>> from pathlib import Path
    >>> from orgsim import read_scenario
    >>> gradual = read_scenario(Path("src/orgsim/io/small")).roadmaps["gradual"]
    >>> digest(gradual) == digest(gradual.model_copy(update={"name": "Step by step"}))
    True
    >>> digest(gradual) == digest(gradual.model_copy(update={"programmes": ()}))
    False
    """
    steps = sorted(roadmap.steps, key=lambda step: step.date)
    return _digest({"steps": steps, "programmes": roadmap.programmes})


def scenario_digest(scenario: Scenario) -> str:
    """Return the digest of all that the roadmaps of a scenario share: 12 hexadecimal digits of a SHA-256.

    Horizon, currency, law, organisation, people, assumptions, targets, norms, types and sizes of units count. What the
    scenario says of itself, its roadmaps and its published figures do not, nor do comments and the order of rows.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from pathlib import Path
    >>> from orgsim import read_scenario
    >>> small = read_scenario(Path("src/orgsim/io/small"))
    >>> len(scenario_digest(small)), scenario_digest(small) == scenario_digest(replace(small, roadmaps={}))
    (12, True)
    """
    sections = scenario_sections(scenario, scenario)
    return _digest({section: things for section, things in sections.items() if section not in _BESIDE})


def section_digests(scenario: Scenario) -> dict[str, str]:
    """Return the digest of each section of a scenario that has something in it, in the order of the sections.

    They say what was read, in whatever files or sheets it stood.

    Examples
    --------
    >>> from pathlib import Path
    >>> from orgsim import read_scenario
    >>> small = read_scenario(Path("src/orgsim/io/small"))
    >>> list(section_digests(small))[:4]
    ['scenario', 'frame', 'units', 'slots']
    """
    return {section: _digest(things) for section, things in scenario_sections(scenario, scenario).items() if things}


def _digest(content: object) -> str:
    text = json.dumps(plain(content), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:_DIGITS]
