"""By what names of units, titles and columns are known again, and the ids that they get."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from orgsim.rules.organogram.keys import slug

__all__ = ["distinct_ids", "key", "plain", "spelled"]

_TONES = "[\u0300\u0301\u0303\u0309\u0323]"
_TONE_FIRST = re.compile(f"(o)({_TONES})([ae])|(u)({_TONES})(y)")
_ID = re.compile(r"[a-z0-9]{1,64}")
_ASIDE = re.compile(r"\([^()]*\)")


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Return words without accents, capital letters, signs, and what stands in round brackets.

    Examples
    --------
    >>> plain("Ngày sinh (dd/mm/yyyy)"), plain("Đơn vị\\ncông tác"), plain("NAM/NỮ")
    ('ngay sinh', 'don vi cong tac', 'nam nu')
    """
    letters = _ASIDE.sub(" ", unicodedata.normalize("NFD", text.casefold())).replace("đ", "d")
    return " ".join(re.findall(r"[^\W_]+", "".join(one for one in letters if not unicodedata.combining(one))))


@lru_cache(maxsize=8192)
def spelled(text: str) -> str:
    """Return a name so that it is the same however it is typed: capitals, blanks, signs around it, ``òa`` for ``oà``.

    Accents stay, since they tell names apart.

    Examples
    --------
    >>> spelled(" Phường  HÒA Lạc") == spelled("phường Hoà Lạc"), spelled("Quảng Hà") == spelled("Quang Hà")
    (True, False)
    """
    letters = unicodedata.normalize("NFD", " ".join(text.casefold().split()).strip(" .,;:-–*"))
    moved = _TONE_FIRST.sub(lambda found: "".join(found[n] or "" for n in (1, 3, 2, 4, 6, 5)), letters)
    return unicodedata.normalize("NFC", moved)


def key(text: str) -> str:
    """Return an id for a name.

    Examples
    --------
    >>> key("Phòng Tài chính – Kế hoạch"), key("Đội Quản lý trật tự")
    ('phong-tai-chinh-ke-hoach', 'doi-quan-ly-trat-tu')
    """
    return text if _ID.fullmatch(text) else slug(text.replace("đ", "d").replace("Đ", "D"))


def distinct_ids(names: Iterable[str], taken: Iterable[str] = ()) -> dict[str, str]:
    """Return an id for each name, by its spelling; names that differ in accents only get a number.

    Examples
    --------
    >>> distinct_ids(["Trường Bản", "Trường Bán", "Trường bán"])
    {'trường bán': 'truong-ban', 'trường bản': 'truong-ban-2'}
    """
    used, ids = set(taken), {}
    for name in sorted({spelled(name) for name in names}):
        first = key(name)
        options = (first if number == 1 else f"{first[:58].rstrip('-')}-{number}" for number in range(1, len(used) + 2))
        ids[name] = next(option for option in options if option not in used)
        used.add(ids[name])
    return ids
