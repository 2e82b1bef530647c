"""What offices call the columns of their lists, without accents; of two columns for one field, the earlier wins."""

from collections.abc import Mapping

__all__ = ["PEOPLE", "UNITS", "Aliases"]

Aliases = Mapping[str, tuple[str, ...]]
"""The names of each field, as :func:`~orgsim.io.importing.keys.plain` writes them."""


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(","))


PEOPLE: Aliases = {
    "id": _names(
        "ma nhan vien, ma can bo, ma cong chuc, ma vien chuc, ma cbccvc, ma cbcc, ma nhan su, ma nv, ma cb, so hieu, "
        "so hieu cong chuc, so hieu can bo, so hieu cbcc, ma so, ma, staff id, staff number, staff no, employee id, "
        "employee number, employee no, employee code, personnel number, payroll number, person id, code, id"
    ),
    "name": _names(
        "ho va ten, ho ten, hovaten, ho va ten khai sinh, ho ten khai sinh, ten nhan vien, ten can bo, "
        "ho va ten can bo, full name, fullname, employee name, staff name, name"
    ),
    "family_name": _names("ho va ten dem, ho va dem, ho dem, ho lot, ho, surname, family name, last name"),
    "given_name": _names("ten, given name, first name, first names, forename"),
    "birth": _names(
        "ngay sinh, ngay thang nam sinh, ngay thang sinh, sinh ngay, nam sinh, thang nam sinh, date of birth, "
        "birth date, birthdate, dob, birthday, birth, month of birth, year of birth, birth year"
    ),
    "birth_of_men": _names("ngay sinh nam, ngay thang nam sinh nam, nam sinh nam, sinh ngay nam"),
    "birth_of_women": _names("ngay sinh nu, ngay thang nam sinh nu, nam sinh nu, sinh ngay nu"),
    "sex": _names("gioi tinh, phai, gioi, nam nu, sex, gender"),
    "woman": _names("nu, la nu, gioi tinh nu, female, woman"),
    "unit": _names(
        "don vi cong tac, don vi, ten don vi, co quan don vi, phong ban don vi, don vi phong ban, phong ban, phong, "
        "co quan, noi cong tac, bo phan, khoa phong, don vi dang cong tac, unit name, unit, department, division, "
        "office, org unit, organisation unit, organizational unit, section, ma don vi, unit code, unit id"
    ),
    "title": _names(
        "chuc vu, chuc vu chuc danh, chuc danh chuc vu, chuc vu hien tai, chuc vu cong tac, chuc vu dang dam nhiem, "
        "chuc danh, vi tri viec lam, vi tri cong tac, vi tri, cong viec, job title, position, title, post, role, job"
    ),
    "started": _names(
        "ngay vao nganh, ngay tuyen dung, ngay duoc tuyen dung, ngay vao co quan, ngay vao bien che, ngay vao lam, "
        "ngay bat dau lam viec, ngay bat dau cong tac, ngay bat dau, thoi gian tuyen dung, nam vao nganh, "
        "nam tuyen dung, start date, date started, started, hire date, date hired, date joined, joined, entry date, "
        "date of appointment, service start, employment date, start of service"
    ),
    "grade": _names(
        "ma ngach, ma so ngach, ngach, ngach cong chuc, ngach vien chuc, ma ngach cdnn, ma so cdnn, "
        "ma so chuc danh nghe nghiep, chuc danh nghe nghiep, ngach bac, ten ngach, pay grade, grade, pay band, band"
    ),
    "coefficient": _names(
        "he so luong, he so luong hien huong, he so, hs luong, hsl, pay coefficient, salary coefficient, coefficient"
    ),
    "contract": _names(
        "loai hop dong, hinh thuc hop dong, loai lao dong, loai hinh lao dong, bien che hop dong, loai can bo, "
        "doi tuong, dien can bo, dien, tinh trang bien che, bien che, hop dong, contract type, type of contract, "
        "employment type, employment status, contract"
    ),
}
"""The fields of a staff list. ``birth_of_men``, ``birth_of_women`` stand under a common head; ``woman`` has a cross."""

UNITS: Aliases = {
    "id": _names("ma don vi, ma co quan, ma so, ma, unit code, unit id, code, id"),
    "name": _names("ten don vi, ten co quan, don vi, co quan, phong ban, ten, unit name, name, unit, department"),
    "name_en": _names("ten tieng anh, tieng anh, english name, name in english, name en"),
    "name_vi": _names("ten tieng viet, tieng viet, vietnamese name, name in vietnamese, name vi"),
    "kind": _names("loai hinh don vi, loai don vi, loai hinh, loai, unit type, kind, type"),
    "boss": _names(
        "don vi cap tren, don vi cap tren truc tiep, truc thuoc, don vi chu quan, co quan chu quan, cap tren, "
        "cap tren truc tiep, don vi quan ly, thuoc don vi, thuoc, ma don vi cap tren, ma cap tren, reports to, "
        "parent unit, parent, belongs to, boss, parent code, parent id"
    ),
    "establishment": _names(
        "bien che duoc giao, bien che giao, so bien che duoc giao, tong bien che duoc giao, chi tieu bien che, "
        "tong bien che, so bien che, bien che, authorised posts, authorized posts, establishment, posts"
    ),
}
"""The fields of a unit list."""
