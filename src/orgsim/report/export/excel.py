"""A comparison as an Excel file: one sheet for each question, with native tables and charts."""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from orgsim.analysis.comparison import Comparison
from orgsim.errors import RunError
from orgsim.model.outcomes import Outcomes
from orgsim.model.scenario import Scenario
from orgsim.report.analyses import Analyses
from orgsim.report.export.placing import check_new, new_file

__all__ = ["excel_available", "write_excel"]


def excel_available() -> None:
    """Check that what writes numbers and dates in words is installed.

    Raises
    ------
    RunError
        If it is missing; the message says how to install it.
    """
    if find_spec("babel") is None:
        raise RunError("an Excel file of results needs Babel: pip install 'orgsim[report]'")


def write_excel(
    path: Path,
    comparison: Comparison,
    analyses: Analyses,
    lang: str = "en",
    *,
    scenario: Scenario | None = None,
    outcomes: Sequence[Outcomes] = (),
) -> None:
    """Write a comparison as an Excel file, whole or not at all.

    Numbers are those of the comparison, with 16 digits; only their formats round more. Text is never a formula or a
    link, whoever wrote it. The same comparison gives the same bytes.

    Parameters
    ----------
    path
        Must not exist.
    analyses
        Those of the run, as :func:`orgsim.report.analyses.read_analyses` reads them.
    lang
        One of ``orgsim.report.words.SUPPORTED``: ``en`` or ``vi``.
    scenario, outcomes
        Give both for the sheets of single units.

    Raises
    ------
    RunError
        If the file exists or cannot be written, the extra ``report`` is not installed, a table has more rows than a
        sheet, or sheets of units are wanted and the run kept totals only.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from orgsim import compare, compile_plan, read_scenario, simulate
    >>> from orgsim.report.analyses import read_analyses
    >>> scenario = read_scenario(Path("src/orgsim/io/small"))
    >>> run = simulate(compile_plan(scenario, "gradual"), replications=3, seed=1)
    >>> with TemporaryDirectory() as folder:
    ...     write_excel(Path(folder) / "small.xlsx", compare(scenario, [run]), read_analyses({}), "vi")
    ...     [path.name for path in Path(folder).iterdir()]
    ['small.xlsx']
    """
    excel_available()
    check_new(path)
    # Only now: without the extra, this module must still import and say what is missing.
    from orgsim.report.export.book import book_sheets
    from orgsim.report.export.units import unit_sheets
    from orgsim.report.export.xlsx import write_sheets
    from orgsim.report.words import words_of

    words = words_of(lang)
    sheets = book_sheets(comparison, analyses, words)
    if scenario is not None:
        sheets = (*sheets, *unit_sheets(scenario, outcomes, comparison, words))
    with new_file(path) as partial:
        write_sheets(partial, sheets, title=words.name(comparison.scenario), lang=lang)
