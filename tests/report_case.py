"""A small comparison made by hand, for the tests of what a reader sees: three roadmaps, two of one ledger."""

import datetime as dt

from orgsim.analysis.comparison import (
    Assumed,
    Choice,
    Comparison,
    Difference,
    Duel,
    LawApplied,
    Named,
    ParameterApplied,
    ReportedResult,
    Saving,
    TargetStated,
)
from orgsim.analysis.roadmap_values import (
    Bound,
    Channel,
    ChartUnit,
    Costs,
    LedgerRow,
    MergedLeaders,
    OrganisationChart,
    Overlapping,
    ProgrammeResult,
    Proof,
    RoadmapResult,
    TargetResult,
    Waterfall,
)
from orgsim.analysis.values import Band, Proportion
from orgsim.model.outcomes import FLOWS, MONEY, POST_FLOWS, STOCKS
from orgsim.report.vocabulary import MONEY_MEASURES

YEARS = tuple(range(2015, 2022))
HOSTILE = "<script>alert(1)</script>"
OPENING = {
    "people": 2010,
    "posts": 1863,
    "funded_posts": 1863,
    "supernumerary": 147,
    "vacancies": 0,
    "heads": 118,
    "deputies": 160,
}


def certain(count: int) -> Band:
    """Return the band of a count that is the same in all replications."""
    return Band(mean=count, low=count, median=count, high=count, error=0)


def around(count: float, reach: int) -> Band:
    ends = {"low": round(count) - reach, "median": round(count), "high": round(count) + reach}
    return Band(mean=count, **ends, error=0.01 * reach)


def falling(name: str, pace: float) -> dict[int, Band]:
    """Return a stock that falls by a share of the opening every year, with a growing spread."""
    start = OPENING.get(name, 30)
    return {year: around(start * (1 - pace * (at + 1)), 4 * (at + 1)) for at, year in enumerate(YEARS)}


def flow(position: int, pace: float) -> dict[int, Band]:
    return {year: around(pace * 100 * (position + 1) / 4 + at / 2, 2) for at, year in enumerate(YEARS)}


def total(yearly: dict[int, Band], reach: int = 9) -> Band:
    return around(sum(band.mean for band in yearly.values()), reach)


MERGER = LedgerRow(
    step="merge-health",
    op="consolidate",
    date=dt.date(2018, 7, 1),
    legal_basis="Quyết định 2459/QĐ-UBND",
    reason="Một đầu mối cho y tế dự phòng và khám chữa bệnh.",
    assumes=("health-staff",),
    changes={"units": -1, "posts": -6, "heads": -1, "deputies": -1},
    everywhere={"units": -2, "posts": -6, "heads": -1, "deputies": -1},
    descents=(("hospital", "health", "1"), ("old-health", "health", "1")),
)
TRANSFER = LedgerRow(
    step="school-health",
    op="transfer_duties",
    date=dt.date(2019, 9, 1),
    legal_basis="Đề án 25",
    reason="Y tế học đường về trạm y tế.",
    assumes=(),
    changes={},
    everywhere={},
    descents=(),
)


def chart(*, merged: bool) -> OrganisationChart:
    """Return a city of five units, in which the hospital and the old health centre become one, or nothing changes."""
    city = [ChartUnit("city", "", "agency", 4)]
    schools = [ChartUnit(f"school-{number}", "city", "school", 20) for number in (1, 2)]
    before = [ChartUnit("hospital", "city", "agency", 177), ChartUnit("old-health", "city", "agency", 42)]
    after = [ChartUnit("health", "city", "agency", 213)] if merged else before
    parts = [(old.id, "health", "1") for old in before] if merged else []
    return OrganisationChart(
        opening=tuple(sorted(city + schools + before)),
        closing=tuple(sorted(city + schools + after)),
        parts=tuple(parts),
    )


LEADERS = MergedLeaders(
    unit="health",
    step="merge-health",
    date=dt.date(2018, 7, 1),
    found=5,
    lost=1,
    kept=4,
    norm=3,
    surplus=1,
    due=dt.date(2020, 7, 1),
    cleared=None,
    left=1,
    legal_basis="Decree 120/2020",
)
OVERLAP = Overlapping(
    unit="health", step="merge-health", date=dt.date(2018, 7, 1), owners={"prevention": 2, "treatment": 2}
)
PROOF = Proof(
    steps=2,
    moved=213,
    abolished=6,
    opening={"units": 5, "posts": 263},
    changes={"units": -1, "posts": -6},
    closing={"units": 4, "posts": 257},
    books=1400,
)


SALARIES = Band(mean=812.34e9, low=805_000_000_000, median=812_000_000_000, high=820_000_000_000, error=10**8)
LEAVERS_PAY = Band(mean=6.4321e9, low=6_100_000_000, median=6_400_000_000, high=6_900_000_000, error=10**6)


def roadmap(
    key: str, name: str, name_vi: str, pace: float, met: Proportion, ledger: tuple[LedgerRow, ...]
) -> RoadmapResult:
    flows_yearly = {flow_name: flow(at, pace) for at, flow_name in enumerate((*FLOWS, *POST_FLOWS))}
    flows_yearly["released"] = dict.fromkeys(YEARS, certain(0))
    yearly = {stock: falling(stock, pace) for stock in STOCKS}
    closing = yearly["funded_posts"][YEARS[-1]]
    return RoadmapResult(
        id=key,
        digest=f"{position_of(key):012x}",
        name=name,
        name_vi=name_vi,
        summary=f"What happens if {name.lower()} is followed.",
        summary_vi=f"Điều gì xảy ra nếu theo lộ trình “{name_vi}”.",
        yearly=yearly,
        flows={flow_name: total(values) for flow_name, values in flows_yearly.items()}
        | {"released": certain(0), "leavers": around(586, 10)},
        flows_yearly=flows_yearly,
        costs=Costs(
            total={
                **dict.fromkeys((*MONEY, "cost"), certain(0)),
                "salaries": SALARIES,
                "benefits": LEAVERS_PAY,
                "early_retirement_pay": LEAVERS_PAY,
            },
            yearly=dict.fromkeys(YEARS, SALARIES),
            by_funding={"state": SALARIES, "own-revenue": LEAVERS_PAY},
            present_value=SALARIES,
        ),
        targets=(
            TargetResult(
                id="ten-percent",
                bound=Bound(least=1600, allowed=1676, certain=True),
                met=met,
                since={2020: met.share},
                closing=closing,
                limit=certain(1676),
                missed_by=None if met.share == 1 else around(40, 12),
            ),
            TargetResult(
                id="no-surplus",
                bound=Bound(least=0, allowed=0, certain=False),
                met=Proportion(share=0, low=0, high=0.0191),
                since={},
                closing=yearly["supernumerary"][YEARS[-1]],
                limit=certain(0),
                missed_by=yearly["supernumerary"][YEARS[-1]],
            ),
        ),
        programmes=(
            ProgrammeResult(
                id="decree-108",
                name="Separation under Decree 108/2014",
                name_vi="Tinh giản biên chế theo Nghị định 108/2014/NĐ-CP",
                years={year: around(9.4, 2) if year >= 2018 else certain(0) for year in YEARS},
                quota={2018: 9, 2019: 9, 2020: 10, 2021: 10},
                unfilled=Proportion(share=0.12, low=0.08, high=0.17),
            ),
        ),
        waterfalls=(
            Waterfall(
                of="people",
                part="",
                opening=certain(OPENING["people"]),
                channels=(
                    Channel(name="resigned", change=around(-107.4, 18)),
                    Channel(name="recruited", change=around(187.2, 9)),
                ),
                closing=yearly["people"][YEARS[-1]],
            ),
        ),
        units_closing={"agency": 98 if ledger else 103, "association": 15, "tổ khác": 2},
        ledger=ledger,
        chart=chart(merged=bool(ledger)),
        leaders=(LEADERS,) if ledger else (),
        overlaps=(OVERLAP,) if ledger else (),
        proof=PROOF,
    )


def difference(of: str, measure: str) -> Difference:
    if measure in MONEY_MEASURES:
        spread = Band(mean=-1.2e9, low=-2_100_000_000, median=-1_200_000_000, high=400_000_000, error=5.6e7)
        ends = {"mean_low": -1.31e9, "mean_high": -1.09e9}
        return Difference(roadmap=of, measure=measure, mean=-1.2e9, **ends, spread=spread, gain=150.0)
    ends = {"mean_low": -13.5, "mean_high": -11.0}
    return Difference(roadmap=of, measure=measure, mean=-12.25, **ends, spread=around(-12.25, 9), gain=1.0)


def position_of(key: str) -> int:
    return sum(map(ord, key))


def choice(criterion: str, regret: int) -> Choice:
    shares = {"as-decreed": 0.6, "attrition": 0.0, "hostile": 0.4}
    return Choice(
        criterion=criterion,
        best={
            name: Proportion(share=share, low=max(0, share - 0.07), high=share + 0.07) for name, share in shares.items()
        },
        regret={name: around(regret * (1 - share), 2) for name, share in shares.items()} if regret else {},
    )


def handmade() -> Comparison:
    """Return the comparison."""
    surely, hardly = Proportion(share=1, low=0.9812, high=1), Proportion(share=0.345, low=0.2827, high=0.4133)
    roadmaps = (
        roadmap("as-decreed", "As decreed", "Theo quyết định", 0.016, surely, (MERGER, TRANSFER)),
        roadmap("attrition", "Attrition only", "Chỉ giảm tự nhiên", 0.012, hardly, ()),
        roadmap("hostile", HOSTILE, HOSTILE, 0.014, hardly, (MERGER, TRANSFER)),
    )
    measures = (
        "people",
        "posts",
        "funded_posts",
        "supernumerary",
        "vacancies",
        "leavers",
        "salaries",
        "benefits",
        "recruited",
    )
    return Comparison(
        scenario=Named(id="mong-cai", name="Móng Cái, 2015–2021", name_vi="Thành phố Móng Cái, 2015–2021"),
        digest="0123456789ab",
        currency="VND",
        synthetic=True,
        years=YEARS,
        seed=1,
        replications=200,
        reference="as-decreed",
        opening=OPENING,
        units_opening={"agency": 103, "association": 15, "village": 103},
        unit_names={
            "city": Named(id="city", name="The city", name_vi="Thành phố"),
            "school-1": Named(id="school-1", name="School 1", name_vi="Trường học 1"),
            "school-2": Named(id="school-2", name="School 2", name_vi="Trường học 2"),
            "hospital": Named(id="hospital", name="Regional hospital", name_vi="Bệnh viện Đa khoa khu vực Móng Cái"),
            "old-health": Named(id="old-health", name="Old health centre", name_vi="Trung tâm Y tế thành phố (cũ)"),
            "health": Named(id="health", name="Health centre", name_vi="Trung tâm Y tế thành phố"),
        },
        targets=(
            TargetStated(
                id="ten-percent",
                name="One tenth fewer state-funded posts",
                name_vi="Giảm 10% biên chế hưởng lương từ ngân sách",
                measure="funded_posts",
                by=dt.date(2021, 12, 31),
                at_most=None,
                at_most_share=0.9,
                legal_basis="Nghị quyết 39-NQ/TW",
            ),
            TargetStated(
                id="no-surplus",
                name="Nobody beyond the establishment",
                name_vi="Không còn người ngoài biên chế",
                measure="supernumerary",
                by=dt.date(2021, 12, 31),
                at_most=0,
                at_most_share=None,
                legal_basis="Kết luận 17-KL/TW",
            ),
        ),
        roadmaps=roadmaps,
        differences=tuple(difference(of, measure) for of in ("attrition", "hostile") for measure in measures),
        choices=(choice("choice", 0), choice("missed-targets", 1), choice("cost", 10**9)),
        duels=(
            Duel(
                criterion="cost",
                one="as-decreed",
                two="attrition",
                less=1.0,
                equal=0.0,
                more=0.0,
                dominance="always",
                better="as-decreed",
            ),
            Duel(
                criterion="cost",
                one="attrition",
                two="hostile",
                less=0.3,
                equal=0.001,
                more=0.699,
                dominance="",
                better="",
            ),
        ),
        structure=(),
        precision=(),
        savings=(
            Saving(
                roadmap="attrition",
                nominal=difference("attrition", "saving"),
                discounted=difference("attrition", "discounted_saving"),
                pays_back=hardly,
                payback_year=Band(mean=2019.4, low=2018, median=2019, high=2021, error=0.04),
            ),
            Saving(
                roadmap="hostile",
                nominal=difference("hostile", "saving"),
                discounted=difference("hostile", "discounted_saving"),
                pays_back=Proportion(share=0, low=0, high=0.0188),
                payback_year=None,
            ),
        ),
        discount_rate=0.03,
        hindcast_of="as-decreed",
        hindcast=(
            ReportedResult(
                id="exits",
                name="People who left, 2015–2019",
                name_vi="Số người ra khỏi bộ máy, 2015–2019",
                reported=264,
                source="Báo Quảng Ninh, 2020-02-02",
                assumes=("health-staff",),
                simulated=around(251.4, 22),
                percentile=0.985,
            ),
            ReportedResult(
                id="units",
                name="Agencies after the reorganisation",
                name_vi="Số cơ quan, đơn vị sau sắp xếp",
                reported=98,
                source="Báo Quảng Ninh, 2020-02-02",
                assumes=(),
                simulated=certain(98),
                percentile=None,
            ),
        ),
        assumptions=(
            Assumed(
                id="quit_hazard",
                value="age_from: 18, hazard: 0.02; age_from: 40, hazard: 0.01 [1/year]",
                statement="",
                statement_vi="",
                reason="No local figures exist.",
                source="National statistics",
                confidence="uncertain",
                used_by=("engine",),
            ),
            Assumed(
                id="decree-108-2014: early_window",
                value="660 <= age_months <= 696 [condition]",
                statement="",
                statement_vi="",
                reason="The ages were quoted, not read in the decree.",
                source="Article 8. LawNet 110498",
                confidence="from-memory",
                used_by=("as-decreed: decree-108",),
            ),
            Assumed(
                id="health-staff",
                value="",
                statement="The six posts were vacant.",
                statement_vi="Sáu biên chế được cắt giảm là biên chế còn trống.",
                reason="The source does not say whether posts or people.",
                source="",
                confidence="assumed",
                used_by=tuple(f"posts.csv:{line}" for line in range(2, 12)),
            ),
        ),
        law=(
            LawApplied(
                id="labour-code-2012",
                title="Labour Code 2012",
                title_vi="Bộ luật Lao động 2012",
                source="https://vanban.chinhphu.vn",
                in_force_from=dt.date(2013, 5, 1),
                in_force_to=dt.date(2020, 12, 31),
                parameters=(
                    ParameterApplied(
                        id="retirement_age",
                        says="720 if male else 660",
                        unit="months",
                        article="Article 187",
                        confidence="verified",
                        note="",
                        in_force_from=dt.date(2013, 5, 1),
                        in_force_to=dt.date(2020, 12, 31),
                    ),
                ),
            ),
        ),
        sections={"frame": "0f" * 6, "units": "a1" * 6},
        version="0.1.0",
    )
