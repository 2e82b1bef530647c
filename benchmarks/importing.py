"""A staff list of 20,000 people becomes a scenario: the time it takes, and that everybody is in it.

Run ``python -m benchmarks.importing`` from the project's folder with nothing else running. The list is an .xlsx file
with 200 units, Vietnamese names, dates as texts and codes with leading zeros. ``orgsim import`` runs in a process of
its own, ``ROUNDS`` times, and its time of the processor counts, start-up and the check of what was written included.
It fails if an answer is wrong or the median is not below ``SECONDS``.
"""

import csv
import json
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import xlsxwriter

PEOPLE, UNITS, ROUNDS = 20_000, 200, 5
SECONDS = 3.0
HEAD = ("STT", "Mã", "Họ và tên", "Ngày sinh", "Giới tính", "Đơn vị", "Chức vụ", "Ngày vào ngành", "Ngạch", "Hợp đồng")


def person(number: int) -> tuple[object, ...]:
    """Return a row of the staff list."""
    born = f"{number % 28 + 1:02d}/{number % 12 + 1:02d}/{1970 + number % 25}"
    title = "Trưởng phòng" if number < UNITS else ("Chuyên viên", "Kế toán", "Văn thư")[number % 3]
    words = (("Nam", "Nữ")[number % 2], f"Phòng số {number % UNITS}", title)
    return (number + 1, f"{number:06d}", f"Nguyễn Thị Ánh {number}", born, *words, "01/09/2019", "01.003", "Biên chế")


def write_list(path: Path) -> None:
    """Write the staff list, with a title above its heading."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Danh sách")
        sheet.write(0, 0, "DANH SÁCH CÁN BỘ, CÔNG CHỨC")
        sheet.write_row(2, 0, HEAD)
        for number in range(PEOPLE):
            sheet.write_row(3 + number, 0, person(number))


def measure(path: Path, folder: Path) -> float:
    """Import the list, look at the answer, and return the seconds of the processor."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "orgsim.cli", "import", str(path), "--into", str(folder), "--json"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    values = json.loads(done.stdout)
    assert (values["problems"], values["units"], values["people"]["authorised"]) == ([], UNITS + 1, PEOPLE)
    with (folder / "people.csv").open(encoding="utf-8", newline="") as file:
        people = {row["id"]: row for row in csv.DictReader(file)}
    assert list(people) == [f"{number:06d}" for number in range(PEOPLE)]
    assert people["000321"]["unit"] == "phong-so-121"
    assert people["000321"]["birth"] == "1991-10"
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Measure, print, and fail if it takes too long."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "staff.xlsx"
        write_list(path)
        seconds = [measure(path, Path(folder) / f"town-{turn}") for turn in range(ROUNDS)]
    median = statistics.median(seconds)
    print(json.dumps({"people": PEOPLE, "seconds": [round(one, 2) for one in seconds], "median": round(median, 2)}))
    if median >= SECONDS:
        sys.exit(f"the import took {median:.2f} s; it must take less than {SECONDS} s")


if __name__ == "__main__":
    main()
