"""What the words in the cells of staff lists mean: sexes, contracts, grades, ranks, kinds of units."""

from collections.abc import Mapping

from orgsim.io.importing.keys import key, plain, spelled
from orgsim.model.organisation import Rank, Sex, Standing

__all__ = ["CONTRACTS", "STANDINGS", "contract_of", "grade_of", "group_of", "kind_of", "rank_of", "sex_of"]

CONTRACTS = ("permanent", "labour-contract", "part-time")
STANDINGS: Mapping[str, Standing] = {
    "permanent": Standing.AUTHORISED,
    "labour-contract": Standing.SUPERNUMERARY,
    "part-time": Standing.GRASSROOTS,
}
"""How the place of somebody on a contract counts."""

_SEXES = {
    **dict.fromkeys(("nam", "male", "m", "man", "ong", "mr"), Sex.MALE),
    **dict.fromkeys(("nu", "female", "f", "woman", "ba", "ms", "mrs"), Sex.FEMALE),
}
_PERMANENT = (
    "bien che", "trong bien che", "can bo", "cong chuc", "vien chuc", "can bo cong chuc", "cc", "vc", "cb", "hdlv",
    "permanent", "civil servant", "public employee", "indefinite", "established",
)  # fmt: skip
_LABOUR = ("ngoai bien che", "hdld", "hd", "contract", "labour contract", "labor contract", "fixed term", "temporary")
_PART_TIME = ("khong chuyen trach", "ban chuyen trach", "nguoi hoat dong khong chuyen trach", "kct", "part time")
_CONTRACTS = {
    **dict.fromkeys(_PERMANENT, "permanent"),
    **dict.fromkeys(_LABOUR, "labour-contract"),
    **dict.fromkeys(_PART_TIME, "part-time"),
}
_HEADS = (
    "trưởng", "giám đốc", "tổng giám đốc", "hiệu trưởng", "chánh", "chủ tịch", "bí thư", "cục trưởng", "vụ trưởng",
    "viện trưởng", "đội trưởng", "trạm trưởng", "chi cục trưởng", "chủ nhiệm", "head", "director", "principal",
    "chief executive", "chair", "president",
)  # fmt: skip
_DEPUTIES = ("phó", "deputy", "vice", "assistant director")
_KINDS = {
    "ủy ban": "committee", "uỷ ban": "committee", "văn phòng": "office", "phòng": "division", "ban": "board",
    "sở": "department", "chi cục": "sub-department", "cục": "department", "vụ": "department",
    "thanh tra": "inspectorate",
    "trung tâm": "centre", "trạm": "station", "trường": "school", "bệnh viện": "hospital", "đội": "team", "tổ": "team",
    "đài": "station", "hội": "association", "thành phố": "city", "thị xã": "town", "huyện": "district",
    "tỉnh": "province", "xã": "commune", "phường": "ward", "thị trấn": "town",
}  # fmt: skip
_LAST_WORDS = (
    "office", "division", "department", "board", "centre", "center", "station", "school", "hospital", "team", "unit",
    "agency", "association", "commune", "ward", "town", "city", "district", "province", "committee",
)  # fmt: skip

_GRADES = {
    "01.001": "A3.1", "01.002": "A2.1", "01.003": "A1", "01.004": "A0", "01.005": "B",
    "06.029": "A3.2", "06.030": "A2.2", "06.031": "A1", "06.032": "A0",
    "02.006": "A2.1", "02.007": "A1", "02.008": "B",
    "v.07.02.24": "A2.2", "v.07.02.25": "A1", "v.07.02.26": "A0",
    "v.07.03.27": "A2.1", "v.07.03.28": "A2.2", "v.07.03.29": "A1",
    "v.07.04.30": "A2.1", "v.07.04.31": "A2.2", "v.07.04.32": "A1",
    "v.08.01.01": "A3.1", "v.08.01.02": "A2.1", "v.08.01.03": "A1",
}  # fmt: skip
"""The pay table of grades by their codes, from memory; where a list has coefficients, they are held against it."""

_GRADE_NAMES = {
    "chuyên viên cao cấp": "A3.1",
    "chuyên viên chính": "A2.1",
    "chuyên viên": "A1",
    "cán sự": "A0",
}


def sex_of(text: str) -> Sex | None:
    """Return the sex that a word means; ``None`` if it means none.

    Examples
    --------
    >>> sex_of("Nữ"), sex_of("?")
    (<Sex.FEMALE: 'female'>, None)
    """
    return _SEXES.get(plain(text))


def contract_of(text: str) -> str | None:
    """Return the contract that words mean; ``None`` if they mean none.

    Examples
    --------
    >>> contract_of("Viên chức"), contract_of("Hợp đồng 68"), contract_of("Hợp đồng làm việc"), contract_of("khác")
    ('permanent', 'labour-contract', 'permanent', None)
    """
    words = plain(text)
    if words.startswith(("hop dong lam viec", "hdlv")):
        return "permanent"
    if words.startswith(("hop dong", "hd ", "hdld")) or words.removeprefix("hd").isdigit():
        return "labour-contract"
    return _CONTRACTS.get(words)


def group_of(contract: str, words: str, title: str) -> str:
    """Return the staff group of somebody, from the contract, its words in the list, and the title.

    Examples
    --------
    >>> group_of("permanent", "Viên chức", "Kế toán"), group_of("permanent", "Biên chế", "Giáo viên")
    ('public-employee', 'teacher')
    """
    if contract != "permanent":
        return {"labour-contract": "support", "part-time": "part-time"}[contract]
    if plain(title).startswith(("giao vien", "hieu truong", "pho hieu truong", "teacher", "principal")):
        return "teacher"
    return (
        "public-employee"
        if plain(words).startswith(("vien chuc", "vc", "hop dong", "hdlv", "public"))
        else "civil-servant"
    )


def grade_of(text: str) -> str | None:
    """Return the pay table of a Vietnamese grade, by code or name; ``None`` if it is not known.

    Examples
    --------
    >>> grade_of("01.003"), grade_of("V.07.03.29"), grade_of("Chuyên viên chính"), grade_of("a1"), grade_of("99.9")
    ('A1', 'A1', 'A2.1', None, None)
    """
    return _GRADES.get(text.strip().lower()) or _GRADE_NAMES.get(spelled(text))


def rank_of(title: str) -> Rank:
    """Return what somebody leads, by the first words of a title.

    Examples
    --------
    >>> [str(rank_of(title)) for title in ("Trưởng phòng", "Phó Giám đốc", "Kế toán trưởng", "Deputy head")]
    ['head', 'deputy', 'staff', 'deputy']
    """
    words = spelled(title)
    if _begins(words, _DEPUTIES):
        return Rank.DEPUTY
    return Rank.HEAD if _begins(words, _HEADS) else Rank.STAFF


def _begins(words: str, starts: tuple[str, ...]) -> bool:
    return any(words == start or words.startswith(f"{start} ") for start in starts)


def kind_of(name: str) -> str:
    """Guess the kind of a unit from its name.

    Examples
    --------
    >>> kind_of("Phòng Nội vụ"), kind_of("Trường Mầm non Hoa Sen"), kind_of("Finance Division"), kind_of("X")
    ('division', 'school', 'division', 'unit')
    """
    words = spelled(name)
    found = next((kind for start, kind in _KINDS.items() if words.startswith(f"{start} ")), None)
    last = words.rpartition(" ")[2]
    return found or (key(last).replace("center", "centre") if last in _LAST_WORDS else "unit")
