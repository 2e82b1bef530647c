"""The roadmaps and the target of a scenario made of an organogram: examples, each resting on stated assumptions."""

import re
from collections.abc import Mapping, Sequence

__all__ = ["is_military", "roadmaps", "target"]

_RANK = re.compile(r"o[fr]-?[0-9].*|military.*")


def is_military(grade: str) -> bool:
    """Say whether a grade is a rank of the armed forces, by the codes of NATO.

    Examples
    --------
    >>> [is_military(grade) for grade in ("of-6", "or4-army", "scs1", "c2")]
    [True, True, False, False]
    """
    return _RANK.fullmatch(grade) is not None


def target(last_year: int) -> Mapping[str, object]:
    """Return the example of a target."""
    return {
        "id": "a-tenth-fewer",
        "name": f"A tenth fewer posts by the end of {last_year}",
        "name_vi": f"Giảm 10% số vị trí đến hết năm {last_year}",
        "measure": "posts",
        "by": f"{last_year}-12-31",
        "at_most_share": 0.9,
        "legal_basis": "None: an example",
        "assumes": ["example-target"],
    }


def roadmaps(years: Sequence[int], people: int, grades: Sequence[str]) -> dict[str, Mapping[str, object]]:
    """Return roadmaps by id: every leaver replaced, half of them, and voluntary exits under the civil service's scheme.

    The last one is left out if no grade is a civilian one.
    """
    civilians = [grade for grade in grades if not is_military(grade)]
    plain = [
        _roadmap(
            "all-replaced",
            "Every leaver is replaced",
            "Tuyển bù toàn bộ người nghỉ",
            [_promotion(), _recruitment(years, 1.0)],
        ),
        _roadmap(
            "half-replaced",
            "Half of the leavers are replaced",
            "Tuyển bù một nửa số người nghỉ",
            [_promotion(), _recruitment(years, 0.5)],
        ),
    ]
    exits = _roadmap(
        "voluntary-exits",
        "Voluntary exits, and half of the leavers are replaced",
        "Tự nguyện thôi việc, và tuyển bù một nửa số người nghỉ",
        [_exits(years, people, civilians, ranks=len(civilians) < len(grades)), _promotion(), _recruitment(years, 0.5)],
    )
    return {str(road["id"]): road for road in (*plain, *([exits] if civilians else []))}


def _roadmap(key: str, name: str, name_vi: str, programmes: Sequence[Mapping[str, object]]) -> dict[str, object]:
    words = {"id": key, "name": name, "name_vi": name_vi, "summary": f"{name}.", "summary_vi": f"{name_vi}."}
    return {**words, "programmes": list(programmes)}


def _promotion() -> Mapping[str, object]:
    return {
        "id": "promotion",
        "name": "Leaders from within",
        "name_vi": "Bổ nhiệm lãnh đạo từ nội bộ",
        "programme": "promotion",
        "order": ["longest-service"],
        "legal_basis": "None: an example",
        "reason": "A unit does not stay without its leaders",
        "assumes": ["promotion-rule"],
    }


def _recruitment(years: Sequence[int], share: float) -> Mapping[str, object]:
    kept: Mapping[str, object] = {"unfilled": "keep"} if share == 1 else {"unfilled": "abolish", "keep_at_least": 0.5}
    return {
        "id": "recruitment",
        "name": "Recruitment",
        "name_vi": "Tuyển dụng",
        "programme": "recruitment",
        "first_year": years[0],
        "last_year": years[-1],
        "share_of_leavers": share,
        **kept,
        "legal_basis": "None: an example",
        "reason": "The work goes on" if share == 1 else "Posts fall away as people leave",
        "assumes": ["recruitment-rule"],
    }


def _exits(years: Sequence[int], people: int, groups: Sequence[str], *, ranks: bool) -> Mapping[str, object]:
    return {
        "id": "voluntary-exit",
        "name": "Voluntary exit",
        "name_vi": "Tự nguyện thôi việc",
        "programme": "separation",
        "scheme": "civil-service-compensation",
        "route": "voluntary-exit",
        "quota": dict.fromkeys(years, people // 50),
        "groups": list(groups),
        "contracts": ["permanent"],
        "order": ["longest-service"],
        "post": "abolish",
        "legal_basis": "Civil Service Compensation Scheme",
        "reason": "Fewer posts without waiting for people to leave",
        "assumes": ["exit-numbers", *(["ranks-are-military"] if ranks else [])],
    }
