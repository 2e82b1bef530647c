"""By what units, grades and posts of organograms are known again: within a snapshot, and in another one."""

import hashlib
import re
import unicodedata

__all__ = ["TOP", "is_placeholder", "lasting_reference", "slug", "unit_key"]

TOP = "XX"
"""Stands for the boss of whoever reports to nobody in the file."""

_LONGEST = 64
_PLACEHOLDER = re.compile(r"0*|(vacan|await|elimin|n/?[ad]$|xx$|tb[acd]$|not.in.post).*", re.IGNORECASE)


def slug(text: str) -> str:
    """Turn a name into an id: lower-case letters and digits, single hyphens between them, at most 64.

    Names that differ in case, blanks, accents or ``&`` for ``and`` get the same id. A long name is cut, and
    ends with eight digits of its hash, so that it stays itself in every snapshot.

    Examples
    --------
    >>> slug("HUMAN  Resources & Payroll"), slug("C2 (MSF)"), slug("?")
    ('human-resources-and-payroll', 'c2-msf', 'not-named')
    >>> len(slug("Head Office - Corporate Strategy and Performance - Corporate Planning and Performance"))
    64
    """
    plain = unicodedata.normalize("NFKD", text.replace("&", " and ")).encode("ascii", "ignore").decode()
    whole = "-".join(re.findall(r"[a-z0-9]+", plain.lower())) or "not-named"
    if len(whole) <= _LONGEST:
        return whole
    return f"{whole[: _LONGEST - 9].rstrip('-')}-{hashlib.sha256(whole.encode()).hexdigest()[:8]}"


def unit_key(name: str) -> str:
    """Return the id of a unit; names that mean the same have the same.

    Examples
    --------
    >>> unit_key("DEFENCE INFRASTRUCTURE ORGANISATION") == unit_key("Defence Infrastructure Organisation")
    True
    """
    return slug(name)


def is_placeholder(reference: str) -> bool:
    """Say whether a reference names no post in particular, such as ``0``, ``Vacant2`` or ``Awaiting_Recruitment``.

    Examples
    --------
    >>> [is_placeholder(text) for text in ("00000000", "Vacant2", "00026677", "A1")]
    [True, True, False, False]
    """
    return _PLACEHOLDER.fullmatch(reference) is not None


def lasting_reference(reference: str) -> str | None:
    """Return by what a post is known in other snapshots: its reference without zeros before a number.

    Returns
    -------
        ``None`` for a placeholder, which says nothing in another snapshot.

    Examples
    --------
    >>> lasting_reference("00026677"), lasting_reference("HO_FIN1018v2"), lasting_reference("0")
    ('26677', 'ho_fin1018v2', None)
    """
    if is_placeholder(reference):
        return None
    return reference.lstrip("0") if reference.isdigit() else reference.lower()
