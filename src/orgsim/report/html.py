"""The HTML report: one page that needs no network and no script."""

from collections.abc import Mapping
from importlib.util import find_spec

from orgsim.analysis.comparison import Comparison
from orgsim.errors import RunError

__all__ = ["render_report", "report_available"]

_NEEDED = {
    "PIL": "Pillow",
    "babel": "Babel",
    "fontTools": "fonttools",
    "jinja2": "Jinja2",
    "vl_convert": "vl-convert-python",
}


def report_available() -> None:
    """Check that the libraries of the extra ``report`` are installed.

    Raises
    ------
    RunError
        If one is missing; the message says how to install it.
    """
    missing = [name for module, name in _NEEDED.items() if find_spec(module) is None]
    if missing:
        raise RunError(f"the HTML report needs {', '.join(missing)}: pip install 'orgsim[report]'")


def render_report(comparison: Comparison, lang: str = "en", analyses: Mapping[str, str] | None = None) -> str:
    """Write a comparison as one HTML page.

    The page holds its style and its charts; the same comparison gives the same bytes.

    Parameters
    ----------
    lang
        One of ``orgsim.report.words.SUPPORTED``: ``en`` or ``vi``.
    analyses
        Analyses of the run by name, as JSON texts; see :class:`orgsim.io.runs.Run`.

    Raises
    ------
    RunError
        If the language is not supported, or the extra ``report`` is not installed.

    Examples
    --------
    >>> from pathlib import Path
    >>> from orgsim import compare, compile_plan, read_scenario, render_report, simulate
    >>> scenario = read_scenario(Path("scenarios/mong-cai"))
    >>> run = simulate(compile_plan(scenario, "as-decreed"), replications=3, seed=1)
    >>> page = render_report(compare(scenario, [run]), "vi")
    >>> page.startswith('<!DOCTYPE html>')
    True
    """
    report_available()
    # Only now: without the extra, this module must still import and say what is missing.
    from orgsim.report.analyses import read_analyses
    from orgsim.report.page import page
    from orgsim.report.words import words_of

    return page(comparison, read_analyses(analyses or {}), words_of(lang))
