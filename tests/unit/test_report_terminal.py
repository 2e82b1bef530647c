"""Tables of the terminal: within 100 columns, without the libraries of the HTML report."""

import json
import subprocess
import sys
from collections.abc import Iterable

from rich.console import Console, RenderableType

from orgsim.model.ledger import History
from orgsim.model.organisation import Rank
from orgsim.model.scenario import Scenario
from orgsim.report.checks import check_tables, check_values
from orgsim.report.plain import plain_words
from orgsim.report.terminal import comparison_tables
from orgsim.rules.reorganise import follow
from tests.making import people, roadmap, scenario, slots, unit
from tests.report_case import HOSTILE, handmade


def shown(tables: Iterable[RenderableType], width: int = 100) -> str:
    console = Console(width=width, force_terminal=False)
    with console.capture() as capture:
        for table in tables:
            console.print(table)
    return capture.get()


def test_the_comparison_says_targets_closing_numbers_and_published_figures() -> None:
    text = shown(comparison_tables(handmade()))
    rows = [line.split("  ") for line in text.splitlines()]
    cells = [[cell.strip() for cell in row if cell.strip()] for row in rows]
    assert any(row[-5:] == ["As decreed", "100%", "98.1–100%", "1,654 [1,626–1,682]", "1,676"] for row in cells)
    assert ["People in post", "2,010", "1,785 [1,757–1,813]", "1,841 [1,813–1,869]", "1,813 [1,785–1,841]"] in cells
    assert any(row[0].startswith("Benefits paid") and row[1:] == ["6.43 [6.10–6.90]"] * 3 for row in cells if row)
    assert ["Agencies after the reorganisation", "98", "98", "fixed"] in cells
    assert ["People who left, 2015–2019", "264", "251 [229–273]", "98%"] in cells


def test_tables_fit_100_columns_and_lose_nothing() -> None:
    comparison = handmade()
    again = (roadmap.model_copy(update={"id": f"{roadmap.id}-2"}) for roadmap in comparison.roadmaps)
    six = comparison.model_copy(update={"roadmaps": (*comparison.roadmaps, *again)})
    text = shown(comparison_tables(six))
    assert max(map(len, text.splitlines())) <= 100
    assert "…" not in text
    assert text.count("People in post") == 2  # three roadmaps abreast


def test_square_brackets_in_a_name_are_no_markup() -> None:
    comparison = handmade()
    bold = comparison.roadmaps[0].model_copy(update={"name": "[bold]A[/bold]"})
    text = shown(comparison_tables(comparison.model_copy(update={"roadmaps": (bold,)})))
    assert "[bold]A[/bold]" in text
    assert HOSTILE.replace(">", "") not in text


def office() -> tuple[Scenario, dict[str, History]]:
    """Make a city with two offices, one of which absorbs the other; and a roadmap that does nothing."""
    staff = people(5)
    seats = {
        "a": slots("a", 3, holders=tuple(staff)[:3]),
        "b": (*slots("b", 1, title="head", rank=Rank.HEAD), *slots("b", 2, holders=tuple(staff)[3:])),
    }
    step = {
        "id": "merge",
        "op": "absorb",
        "date": "2015-07-01",
        "absorbed": ["a"],
        "into": "b",
        "deputies": "all",
        "abolish": 1,
    }
    roads = (roadmap("plan", steps=[step]), roadmap("same", steps=[step]), roadmap("idle"))
    made = scenario([unit("city", None), unit("a"), unit("b")], seats, staff, *roads)
    return made, {key: follow(made.organisation, road.steps) for key, road in made.roadmaps.items()}


def test_a_check_counts_the_opening_and_shows_each_ledger_once() -> None:
    text = shown(check_tables(*office()))
    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert {"units counted as agency 2 2 → 1 2", "authorised posts 6 6 → 5 6", "people 5 5 5"} <= set(lines)
    assert "head posts 1 1 1" in lines
    (row,) = (line for line in lines if line.startswith("2015-07-01"))
    assert row.startswith("2015-07-01 merge merger by absorption units −1, authorised posts −1")
    assert "There are no steps." in text
    assert max(map(len, text.splitlines())) <= 100


def test_groups_of_units_have_their_words_in_vietnamese() -> None:
    lines = [" ".join(line.split()) for line in shown(check_tables(*office(), words=plain_words("vi"))).splitlines()]
    assert "đơn vị loại cơ quan, đơn vị 2 2 → 1 2" in lines


def test_the_values_of_a_check_can_be_stored_as_json() -> None:
    values = check_values(*office())
    assert json.loads(json.dumps(values)) == values
    assert values["units"] == {"agency": 2}
    opening, ledgers = values["opening"], values["ledgers"]
    assert isinstance(opening, dict)
    assert isinstance(ledgers, dict)
    assert (opening["posts"], opening["people"]) == (6, 5)
    assert [row["changes"]["units"] for row in ledgers["plan"]] == [-1]
    assert ledgers["idle"] == []


def test_terminal_tables_need_none_of_the_libraries_of_the_html_report() -> None:
    code = (
        "import sys\n"
        "for name in ('babel', 'jinja2', 'vl_convert'): sys.modules[name] = None\n"
        "import orgsim.report.terminal, orgsim.report.html\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
