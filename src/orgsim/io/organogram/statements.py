"""What a scenario made of an organogram assumes, in words: the files say nothing of it."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping

__all__ = ["statements"]

Statement = Mapping[str, str]


def statements(used: Collection[str], day: dt.date | None, opening: dt.date) -> Iterator[Statement]:
    """Yield the statements on which something rests, in a fixed order.

    Examples
    --------
    >>> [found["statement"] for found in statements({"state-funding"}, None, dt.date(2011, 1, 1))]
    ['All posts are paid by the state.']
    """
    when, when_vi = (f"of {day}", f"ngày {day}") if day else ("", "")
    opened = {
        "statement": f"The snapshot {when} stands for {opening}.".replace("  ", " "),
        "statement_vi": f"Số liệu {when_vi} được coi là của ngày {opening}.".replace("  ", " "),
        "reason": "A horizon is made of whole calendar years",
    }
    for key, said in {"opening-date": opened, **_SAID}.items():
        if key in used:
            yield {"id": key, **said}


_SAID: Mapping[str, Statement] = {
    "posts-are-fte": {
        "statement": (
            "Posts are the published full-time equivalents, made whole by largest remainder over all units; "
            "vacant junior posts are not known."
        ),
        "statement_vi": (
            "Số vị trí là số tương đương toàn thời gian đã công bố, làm tròn theo phần dư lớn nhất trên mọi đơn vị; "
            "không biết số vị trí cấp dưới còn trống."
        ),
        "reason": "The establishment is not published, only who is in post",
    },
    "vacant-seniors": {
        "statement": "A senior post without FTE, or whose FTE rounds to none, is vacant.",
        "statement_vi": "Vị trí cấp cao có số tương đương toàn thời gian bằng hoặc làm tròn thành không là trống.",
        "reason": "The files list the post and nobody in it",
    },
    "not-in-post": {
        "statement": "Whoever is listed as not in post is employed beyond the establishment.",
        "statement_vi": "Người được ghi là không giữ vị trí nào được coi là ngoài biên chế.",
        "reason": "They are counted, and no post is named",
    },
    "unit-lines": {
        "statement": (
            "A unit reports where its head's post does, and the head is the post with the most senior posts under it; "
            "other lines from unit to unit are dotted."
        ),
        "statement_vi": (
            "Đơn vị trực thuộc nơi người đứng đầu báo cáo; người đứng đầu là vị trí có nhiều vị trí cấp cao dưới quyền "
            "nhất; các quan hệ khác giữa đơn vị là quan hệ phối hợp."
        ),
        "reason": "The files say which post reports to which, and not which unit to which",
    },
    "leading-posts": {
        "statement": "One senior post of a unit is its head's; the other ones to which anybody reports are deputies'.",
        "statement_vi": (
            "Mỗi đơn vị có một vị trí cấp cao là cấp trưởng; các vị trí cấp cao khác có người báo cáo là cấp phó."
        ),
        "reason": "Titles differ from body to body and do not tell",
    },
    "state-funding": {
        "statement": "All posts are paid by the state.",
        "statement_vi": "Mọi vị trí hưởng lương từ ngân sách nhà nước.",
        "reason": "The files do not say who pays",
    },
    "duties-from-occupations": {
        "statement": "A unit with posts of an occupational group has one duty of that function.",
        "statement_vi": "Đơn vị có vị trí thuộc một nhóm nghề nghiệp thì có một nhiệm vụ của lĩnh vực đó.",
        "reason": "Duties are not published, occupational groups are",
    },
    "age-shares": {
        "statement": "In every grade 15 % are 20 to 29, 25 % 30 to 39, 30 % 40 to 49, 25 % 50 to 59 and 5 % 60 to 64.",
        "statement_vi": "Ở mọi ngạch, 15% từ 20–29 tuổi, 25% từ 30–39, 30% từ 40–49, 25% từ 50–59 và 5% từ 60–64.",
        "reason": "The files say nothing of ages",
    },
    "sex-shares": {
        "statement": "Half of every grade are women.",
        "statement_vi": "Một nửa số người ở mỗi ngạch là nữ.",
        "reason": "The files say nothing of sexes",
    },
    "service-shares": {
        "statement": "In every grade 25 % have served up to 4 years, 25 % 5 to 9, 30 % 10 to 19 and 20 % 20 to 29.",
        "statement_vi": "Ở mọi ngạch, 25% đã làm việc đến 4 năm, 25% từ 5–9 năm, 30% từ 10–19 năm, 20% từ 20–29 năm.",
        "reason": "The files say nothing of services",
    },
    "one-contract": {
        "statement": "Everybody is in permanent service and has the grade of the post.",
        "statement_vi": "Mọi người đều thuộc biên chế lâu dài và có ngạch của vị trí.",
        "reason": "The files say nothing of contracts",
    },
    "example-target": {
        "statement": "The target is an example; no plan orders it.",
        "statement_vi": "Mục tiêu là ví dụ; không có kế hoạch nào quy định.",
        "reason": "The scenario shows how to set one",
    },
    "recruitment-rule": {
        "statement": "The share of leavers who are replaced is an example.",
        "statement_vi": "Tỷ lệ tuyển bù người nghỉ là ví dụ.",
        "reason": "The files say nothing of recruitment",
    },
    "promotion-rule": {
        "statement": "A vacant post of a head or deputy goes to whoever has served longest below.",
        "statement_vi": "Vị trí cấp trưởng, cấp phó trống do người có thời gian làm việc lâu nhất ở dưới đảm nhiệm.",
        "reason": "The files say nothing of promotion",
    },
    "exit-numbers": {
        "statement": "Each year 2 % of those at the opening leave by voluntary exit, the longest-serving first.",
        "statement_vi": "Mỗi năm 2% số người đầu kỳ tự nguyện thôi việc, người làm việc lâu nhất trước.",
        "reason": "An example of a programme under the Civil Service Compensation Scheme",
    },
    "ranks-are-military": {
        "statement": "Grades that are ranks (OF or OR with a number, or Military) are military; no exits are theirs.",
        "statement_vi": "Ngạch là cấp bậc (OF, OR kèm số, hoặc Military) thuộc lực lượng vũ trang; không áp dụng.",
        "reason": "The compensation scheme is the civil service's",
    },
}
