"""Writing long tables as CSV and Parquet, whole folders or nothing."""

import csv
import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import TextIO

from orgsim.errors import RunError
from orgsim.report.export.long_tables import Kind, LongTable, Value
from orgsim.report.export.placing import new_folder

__all__ = ["csv_text", "parquet_available", "write_csv", "write_parquet"]

_DANGEROUS = re.compile(r"[=+\-@\t\r\n＝＋－＠']")
"""What a text must not begin with, for a spreadsheet would read a formula [OWASP]_; and the sign that guards it.

.. [OWASP] OWASP, CSV Injection, https://owasp.org/www-community/attacks/CSV_Injection.
"""

_TYPES: Mapping[Kind, str] = {"text": "VARCHAR", "whole": "BIGINT", "number": "DOUBLE", "date": "DATE"}
_AT_ONCE = 100_000
_LONGEST_LINE = 64 * 2**20

Told = Callable[[int], None]


def write_csv(folder: Path, tables: Sequence[LongTable], told: Told = lambda _: None) -> None:
    """Write each table as ``NAME.csv``: UTF-8 with a mark that tells Excel so, commas, dates as 2021-12-31.

    A text that a spreadsheet could read as a formula has an apostrophe before it: one that begins with ``=``, ``+``,
    ``-``, ``@``, a tab or a line break, or with an apostrophe already. Take the first sign away if it is an apostrophe,
    and every text is as it was. Numbers are never guarded.

    Parameters
    ----------
    folder
        Must not exist.
    told
        Called with how many more rows were written.

    Raises
    ------
    RunError
        If the folder exists or cannot be written.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     place = Path(folder) / "tables"
    ...     write_csv(place, [LongTable("units", {"unit": "text", "posts": "whole"}, iter([("=1+1", -3)]))])
    ...     (place / "units.csv").read_text("utf-8-sig").splitlines()
    ['unit,posts', "'=1+1,-3"]
    """
    with new_folder(folder) as partial:
        for table in tables:
            _write_rows(partial / f"{table.name}.csv", table, told, _guarded)


def csv_text(table: LongTable) -> str:
    """Return a table as the text that :func:`write_csv` writes.

    Examples
    --------
    >>> csv_text(LongTable("units", {"unit": "text", "posts": "whole"}, iter([("=1+1", -3)]))).splitlines()
    ['unit,posts', "'=1+1,-3"]
    """
    written = StringIO()
    _put_rows(written, table, lambda _: None, _guarded)
    return written.getvalue()


def _guarded(text: str) -> str:
    return f"'{text}" if _DANGEROUS.match(text) else text


def _write_rows(path: Path, table: LongTable, told: Told, shown: Callable[[str], str]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        _put_rows(file, table, told, shown)


def _put_rows(file: TextIO, table: LongTable, told: Told, shown: Callable[[str], str]) -> None:
    texts = [position for position, kind in enumerate(table.columns.values()) if kind == "text"]
    writer = csv.writer(file)
    writer.writerow(table.columns)
    for rows in _chunks(table.rows):
        writer.writerows(_shown(row, texts, shown) for row in rows)
        told(len(rows))


def _chunks(rows: Iterator[tuple[Value, ...]]) -> Iterator[list[tuple[Value, ...]]]:
    while chunk := list(islice(rows, _AT_ONCE)):
        yield chunk


def _shown(row: tuple[Value, ...], texts: Sequence[int], shown: Callable[[str], str]) -> list[Value]:
    cells: list[Value] = [cell.isoformat() if isinstance(cell, dt.date) else cell for cell in row]
    for position in texts:
        cells[position] = shown(str(cells[position]))
    return cells


def parquet_available() -> None:
    """Check that the library of the extra ``tables`` is installed.

    Raises
    ------
    RunError
        If it is missing; the message says how to install it.
    """
    if find_spec("duckdb") is None:
        raise RunError("Parquet needs DuckDB: pip install 'orgsim[tables]'")


def write_parquet(folder: Path, tables: Sequence[LongTable], told: Told = lambda _: None) -> None:
    """Write each table as ``NAME.parquet``, typed and compressed; texts are as they are.

    The rows go through a file of text beside the result, so that memory does not grow with them.

    Parameters
    ----------
    folder
        Must not exist.
    told
        Called with how many more rows were written.

    Raises
    ------
    RunError
        If the folder exists or cannot be written, or the extra ``tables`` is not installed.
    """
    parquet_available()
    with new_folder(folder) as partial:
        for table in tables:
            text = partial / f"{table.name}.csv"
            _write_rows(text, table, told, str)
            _to_parquet(text, partial / f"{table.name}.parquet", table.columns)
            text.unlink()


def _to_parquet(text: Path, path: Path, columns: Mapping[str, Kind]) -> None:
    import duckdb

    with duckdb.connect(config={"threads": 1}) as connection:
        read = connection.read_csv(
            str(text),
            header=True,
            columns={name: _TYPES[kind] for name, kind in columns.items()},
            auto_detect=False,
            delimiter=",",
            quotechar='"',
            escapechar='"',
            na_values="",
            max_line_size=_LONGEST_LINE,
            parallel=False,
        )
        shown = (
            f'coalesce("{name}", \'\') AS "{name}"' if kind == "text" else f'"{name}"' for name, kind in columns.items()
        )
        read.project(", ".join(shown)).write_parquet(str(path), compression="zstd")
