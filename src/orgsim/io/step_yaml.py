"""Steps written as YAML that orgsim reads."""

import io
from collections.abc import Iterable

from ruamel.yaml import YAML

from orgsim.model.steps import Step

__all__ = ["roadmap_yaml"]


def roadmap_yaml(steps: Iterable[Step]) -> str:
    """Write steps as a roadmap file; what a step leaves out is left out.

    Examples
    --------
    >>> from orgsim.testing import step_of
    >>> print(roadmap_yaml([step_of(op="close_sites", sites=["hill"])]).partition("steps:")[2])
    <BLANKLINE>
      - id: step
        date: 2016-01-01
        legal_basis: a test
        reason: a test
        op: close_sites
        sites:
          - hill
    <BLANKLINE>
    """
    names = {"id": "smallest", "name": "The smallest roadmap", "name_vi": "Lộ trình nhỏ nhất"}
    words = {"summary": "Steps that break a law", "summary_vi": "Các bước vi phạm một quy luật"}
    written = YAML()
    written.default_flow_style = False
    written.indent(mapping=2, sequence=4, offset=2)
    written.width = 120
    text = io.StringIO()
    fields = [step.model_dump(exclude_none=True, exclude_defaults=True) for step in steps]
    written.dump({**names, **words, "steps": [_plain(step) for step in fields]}, text)
    return text.getvalue()


def _plain(value: object) -> object:
    """Return lists for tuples and texts for words of closed sets; dates stay dates."""
    if isinstance(value, dict):
        return {_plain(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, str) else value
