"""What no staff list says: rates, contributions and choices, all marked as assumed."""

from collections.abc import Mapping, Sequence

from orgsim.io.importing.vocabulary import CONTRACTS

__all__ = ["STATEMENTS", "pay_instrument", "rates"]

STATEMENTS: Mapping[str, tuple[str, str, str]] = {
    "posts-are-people": (
        "Every person of the staff list has a post, and there are no other posts.",
        "Mỗi người trong danh sách có một vị trí, và không có vị trí nào khác.",
        "The lists give no establishment of this unit",
    ),
    "vacant-posts": (
        "The vacant posts of a unit have the title that most of its people have.",
        "Các vị trí còn trống của đơn vị có chức danh phổ biến nhất của đơn vị.",
        "The unit list gives an establishment and no titles",
    ),
    "over-establishment": (
        "A unit has as many posts as people, although its establishment is smaller.",
        "Đơn vị có số vị trí bằng số người, dù biên chế được giao ít hơn.",
        "Nothing says who of them is beyond the establishment",
    ),
    "state-pays": (
        "The state pays for every post.",
        "Ngân sách nhà nước chi trả cho mọi vị trí.",
        "The lists do not say who pays",
    ),
    "beyond-establishment": (
        "People on labour contracts are beyond the establishment.",
        "Người lao động hợp đồng nằm ngoài biên chế được giao.",
        "The lists have a kind of contract and no establishment by name",
    ),
    "birth-in-july": (
        "Whoever has only a year of birth was born in July.",
        "Người chỉ có năm sinh được coi là sinh vào tháng 7.",
        "The middle of the year errs least",
    ),
    "start-in-july": (
        "Whoever has only a year of the start of service started in July.",
        "Người chỉ có năm bắt đầu công tác được coi là bắt đầu vào tháng 7.",
        "The middle of the year errs least",
    ),
    "start-at-24": (
        "Service started at the age of 24, or at the opening if that is later.",
        "Thời gian công tác bắt đầu từ năm 24 tuổi, hoặc đầu kỳ nếu muộn hơn.",
        "The staff list has no column for the start of service",
    ),
    "usual-grade": (
        "Everybody has the grade that is most frequent in the lists, or that of a graduate.",
        "Mọi người có ngạch phổ biến nhất trong danh sách, hoặc ngạch của người tốt nghiệp đại học.",
        "A staff list has no column for grades",
    ),
    "all-permanent": (
        "Everybody is in the establishment, on a permanent contract.",
        "Mọi người đều trong biên chế.",
        "A staff list has no column for contracts",
    ),
    "no-titles": (
        "Everybody in a unit has the same title and leads nothing.",
        "Mọi người trong đơn vị có cùng chức danh và không giữ chức vụ lãnh đạo.",
        "A staff list has no column for titles",
    ),
    "retired-before-opening": (
        "Who by law retired shortly before the opening is gone, and the post is vacant.",
        "Người đến tuổi nghỉ hưu ngay trước đầu kỳ đã nghỉ, và vị trí còn trống.",
        "The staff list is older than the opening",
    ),
    "grade-codes": (
        "Grades follow from the codes and names of grades by a table from memory.",
        "Ngạch được xác định theo mã và tên ngạch từ bảng ghi theo trí nhớ.",
        "The lists have codes of grades and not pay tables",
    ),
    "one-top": (
        "All units without another boss report to one that is made for this scenario.",
        "Các đơn vị không có đơn vị cấp trên trực thuộc một đơn vị được lập cho kịch bản này.",
        "The lists name no unit above all others",
    ),
}
"""By id: the statement, in Vietnamese, and its reason. A scenario has those on which something of it rests."""


def rates(
    groups: Sequence[str], contracts: Sequence[str], grades: Mapping[str, str], *, retire: bool, facts: Sequence[str]
) -> Mapping[str, object]:
    """Return the rates of the assumptions file.

    Parameters
    ----------
    groups
        The staff groups.
    contracts
        The contracts of the people.
    grades
        The grade of a recruit, by staff group.
    retire
        Whether the law sets a retirement age.
    facts
        What pay asks about staff groups.
    """
    wide = {"of": "factor", "low": 0.5, "high": 1.5, "shape": "triangular", "reason": "Organisations and years differ"}
    stated: dict[str, object] = {"civil_servant": {group: group == "civil-servant" for group in groups}}
    entrants = {
        "profile": [{"age": 24, "sex": "female", "share": 0.5}, {"age": 24, "sex": "male", "share": 0.5}],
        "grade": {group: grades[group] for group in groups},
        "contract": "permanent",
    }
    known = [contract for contract in CONTRACTS if contract in {*contracts, "permanent"}]
    return {
        "quit_hazard": _assumed(
            [{"age_from": 18, "hazard": 0.04}, {"age_from": 35, "hazard": 0.02}, {"age_from": 50, "hazard": 0.01}],
            "leavers per person-year",
            "The young leave more often; replace these by what your own leavers say",
            wide,
        ),
        "quit_multiplier": _assumed(dict.fromkeys(groups, 1.0), "1", "Nothing is known of single groups"),
        "death_hazard": _assumed(
            [{"age_from": 18, "male": 0.001, "female": 0.0005}, {"age_from": 50, "male": 0.005, "female": 0.002}],
            "deaths per person-year",
            "Roughly those of a life table; people in employment may die less often",
        ),
        "death_multiplier": _assumed(1.0, "1", "The rates are used as they are"),
        "compulsory_retirement": _assumed(
            {contract: retire and contract != "part-time" for contract in known},
            "yes or no",
            "Part-time places have no pension" if retire else "The law sets no retirement age",
        ),
        "leadership": _assumed(
            {"head": 0.5, "deputy": 0.3}, "coefficients of the base salary", "Allowances of a division of a town"
        ),
        "facts": _assumed(
            {name: stated[name] for name in facts}, "as the law asks", "The staff group says who is a civil servant"
        ),
        "entrants": _assumed(entrants, "shares of recruits", "Graduates who start after their studies"),
        "discount_rate": _assumed(0.03, "a year", "Money of later years counts less; no rate is prescribed"),
    }


def _assumed(value: object, unit: str, reason: str, within: Mapping[str, object] | None = None) -> dict[str, object]:
    said = {"value": value, "unit": unit, "reason": reason, "source": "None", "confidence": "assumed"}
    return said if within is None else {**said, "range": within}


def pay_instrument(grades: Sequence[str], currency: str) -> Mapping[str, object]:
    """Return a pay scale for a law that has none: every grade is paid the same, until somebody writes what is paid."""
    note = "The lists give no pay: replace it by what is paid."
    scales = {grade: {"first": 1.0, "step": 0, "steps": 1, "months_per_step": 12} for grade in grades}
    said = {"article": "none known", "confidence": "assumed", "note": note}
    return {
        "id": "pay",
        "title": "Pay, not known",
        "title_vi": "Tiền lương chưa có số liệu",
        "scheme": "pay",
        "in_force_from": "1900-01-01",
        "source": "None",
        "parameters": [
            {"id": "grades", "grades": scales, "unit": "coefficients of the base salary", **said},
            {"id": "base_salary", "value": 1000, "unit": f"{currency} a month for a coefficient of 1", **said},
            {"id": "allowance_rate", "value": 0, "unit": "of pay", **said},
            {"id": "employer_rate", "value": 0.2, "unit": "of pay", **said},
        ],
    }
