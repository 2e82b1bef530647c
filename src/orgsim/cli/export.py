"""``orgsim export``: a finished run as an Excel file, and as CSV and Parquet."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from orgsim.cli.help import argument, command, option
from orgsim.cli.language import LANGUAGES, spoken, words
from orgsim.cli.screen import progress

if TYPE_CHECKING:
    from orgsim.analysis.comparison import Comparison
    from orgsim.io.runs import Run
    from orgsim.report.analyses import Analyses
    from orgsim.report.export.long_tables import LongTable

__all__ = ["export"]


@command()
@argument("run", type=click.Path(path_type=Path))
@option(
    "--xlsx",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write an Excel file: a sheet for each question, with native tables and charts.",
)
@option(
    "--csv",
    "csv_folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Write long tables as CSV; texts that a spreadsheet could take for a formula begin with an apostrophe.",
)
@option(
    "--parquet",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Write the same tables as Parquet.",
)
@option("--units", is_flag=True, help="Write the numbers of single units too.")
@option(
    "--lang",
    type=click.Choice(LANGUAGES),
    default=spoken,
    help="Language of the Excel file; CSV and Parquet have ids and names in both.  [default: that of the terminal]",
)
@option("--json", "as_json", is_flag=True, help="Print what was written as JSON and nothing else.")
def export(
    run: Path,
    xlsx: Path | None,
    csv_folder: Path | None,
    parquet: Path | None,
    lang: str,
    *,
    units: bool,
    as_json: bool,
) -> None:
    """Write a finished RUN directory as an Excel file, as CSV, or as Parquet.

    Nothing that exists is overwritten.

    \b
    orgsim export runs/mong-cai-001 --xlsx mong-cai.xlsx
    orgsim export runs/mong-cai-001 --xlsx mong-cai.xlsx --units --lang vi
    orgsim export runs/mong-cai-001 --csv tables --parquet parquet
    """
    from orgsim.analysis.comparison import Comparison
    from orgsim.io.runs import read_run
    from orgsim.report.analyses import read_analyses
    from orgsim.report.export.excel import excel_available, write_excel
    from orgsim.report.export.table_files import parquet_available, write_csv, write_parquet
    from orgsim.report.export.units import check_units_kept
    from orgsim.report.vocabulary import mark

    _check_places({"--xlsx": xlsx, "--csv": csv_folder, "--parquet": parquet})
    if xlsx is not None:
        excel_available()
    if parquet is not None:
        parquet_available()
    finished = read_run(run)
    if units:
        check_units_kept(finished.outcomes)
    comparison = Comparison.model_validate_json(finished.summary)
    analyses = read_analyses(finished.analyses)
    if xlsx is not None:
        scenario = finished.scenario if units else None
        write_excel(xlsx, comparison, analyses, lang, scenario=scenario, outcomes=finished.outcomes)
    for folder, write in ((csv_folder, write_csv), (parquet, write_parquet)):
        if folder is not None:
            with progress(_numbers(finished), mark("{done} of {total} numbers")) as advance:
                write(folder, _tables(finished, comparison, analyses, units=units), advance(folder.name))
    _tell([path for path in (xlsx, csv_folder, parquet) if path is not None], as_json=as_json)


def _check_places(places: "dict[str, Path | None]") -> None:
    """Check that something is to be written, each at another place, and that nothing is there."""
    say = words().say
    wanted = {name: path for name, path in places.items() if path is not None}
    if not wanted:
        raise click.UsageError(say("say what to write: --xlsx FILE, --csv DIR or --parquet DIR"))
    for name, path in wanted.items():
        if path.exists():
            raise click.BadParameter(say("{path} exists; an export overwrites nothing", path=path), param_hint=name)
        if not path.absolute().parent.is_dir():
            raise click.BadParameter(
                say("there is no folder {folder} to put it in", folder=path.parent), param_hint=name
            )
    xlsx = wanted.get("--xlsx")
    if xlsx is not None and xlsx.suffix.lower() != ".xlsx":
        wrong = say("expected a name that ends with .xlsx, found '{found}'", found=xlsx.name)
        raise click.BadParameter(wrong, param_hint="--xlsx")
    if len({path.absolute() for path in wanted.values()}) < len(wanted):
        raise click.UsageError(say("--xlsx, --csv and --parquet need a place each"))


def _numbers(run: "Run") -> int:
    """Return how many numbers the largest tables have."""
    return sum(
        sum(values.size for values in outcome.totals.values()) + outcome.programme_exits.size
        for outcome in run.outcomes
    )


def _tables(run: "Run", comparison: "Comparison", analyses: "Analyses", *, units: bool) -> "list[LongTable]":
    from orgsim.report.export.comparing_tables import later_tables
    from orgsim.report.export.long_tables import outcome_tables, unit_table
    from orgsim.report.export.summary_tables import summary_tables

    found = [*summary_tables(comparison), *later_tables(analyses), *outcome_tables(run.outcomes)]
    return [*found, unit_table(run.outcomes)] if units else found


def _tell(paths: list[Path], *, as_json: bool) -> None:
    if as_json:
        import json

        click.echo(json.dumps({"written": [str(path) for path in paths]}, ensure_ascii=False, indent=2))
        return
    for path in paths:
        click.echo(words().say("Written: {path}", path=path))
