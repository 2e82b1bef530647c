"""The words of the model's closed sets, for a reader; English here, other languages in the catalogues."""

from collections.abc import Mapping

from orgsim.model.outcomes import MONEY

__all__ = [
    "CHANGES",
    "CONFIDENCE",
    "CURRENCIES",
    "MEASURES",
    "MONEY_MEASURES",
    "OPERATORS",
    "PAYERS",
    "PHASES",
    "RATES",
    "SECTIONS",
    "UNIT_CHANGES",
    "UNIT_GROUPS",
    "mark",
]


def mark(message: str) -> str:
    """Mark a message that is said later, so that the catalogues know it.

    Examples
    --------
    >>> mark("People in post")
    'People in post'
    """
    return message


MEASURES: Mapping[str, str] = {
    "people": mark("People in post"),
    "posts": mark("Authorised posts"),
    "funded_posts": mark("State-funded posts"),
    "supernumerary": mark("People beyond the establishment"),
    "vacancies": mark("Vacant posts"),
    "heads": mark("Heads in post"),
    "deputies": mark("Deputy heads in post"),
    "leavers": mark("Leavers, all causes"),
    "resigned": mark("Resigned"),
    "died": mark("Died"),
    "retired": mark("Retired at retirement age"),
    "early_retired": mark("Retired early under a programme"),
    "severed": mark("Left with severance pay"),
    "contract_ended": mark("Contract ended under a programme"),
    "released": mark("Released by a step"),
    "recruited": mark("Recruits"),
    "arrived": mark("Taken over with units from outside"),
    "departed": mark("Handed over with units to outside"),
    "posts_in": mark("Posts taken over from outside"),
    "posts_out": mark("Posts handed over to outside"),
    "posts_created": mark("Posts created"),
    "posts_abolished": mark("Posts abolished"),
    "salaries": mark("Salaries"),
    "contributions": mark("Employer’s contributions"),
    "protected_allowances": mark("Allowances kept after the loss of a title"),
    "early_retirement_pay": mark("Paid to those who retire early"),
    "severance_pay": mark("Severance pay"),
    "contract_end_pay": mark("Paid at the end of contracts"),
    "benefits": mark("Benefits paid to leavers"),
    "cost": mark("All costs of employment"),
    "early_pensions": mark("Pensions paid early, borne by the pension fund"),
    "saving": mark("Saved against the reference"),
    "discounted_saving": mark("Saved, discounted to the first day"),
    "present_value": mark("Costs, worth on the first day"),
    "moved": mark("Moved among units, net"),
    "payer_changed": mark("Change of payer"),
    "payroll": mark("Monthly pay"),
    "pay_changed": mark("Pay steps, other posts, new rates"),
    "missed-targets": mark("Targets missed"),
    "choice": mark("Fewest targets missed, then least costs by their worth on the first day"),
}
"""Stocks, flows and money of the outcomes."""

MONEY_MEASURES = frozenset({*MONEY, "benefits", "cost", "saving", "discounted_saving", "present_value", "payroll"})
"""Measures that are money."""

PAYERS: Mapping[str, str] = {
    "state": mark("The state budget"),
    "own-revenue": mark("Own revenue of the units"),
    "province": mark("The province"),
    "outside": mark("Others, outside"),
}
"""Who pays for a post."""

PHASES: Mapping[str, str] = {
    "reorganise": mark("reorganise"),
    "leave": mark("leave"),
    "separate": mark("separate"),
    "promote": mark("promote"),
    "recruit": mark("recruit"),
}
"""The parts of a year in which something happens."""

CHANGES: Mapping[str, str] = {
    "units": mark("units"),
    "posts": mark("authorised posts"),
    "funded_posts": mark("state-funded posts"),
    "own_revenue_posts": mark("posts paid from own revenue"),
    "province_posts": mark("posts paid by the province"),
    "outside_posts": mark("posts paid from outside"),
    "heads": mark("head posts"),
    "deputies": mark("deputy head posts"),
    "supernumerary": mark("places beyond the establishment"),
    "grassroots": mark("part-time grassroots places"),
    "people": mark("people"),
    "part_timers": mark("part-time grassroots workers"),
    "seconded": mark("people working elsewhere for a time"),
    "duties": mark("duties"),
    "open_sites": mark("open sites"),
}
"""Counts of the ledger, as they stand after a number."""

OPERATORS: Mapping[str, str] = {
    "absorb": mark("merger by absorption"),
    "consolidate": mark("consolidation into a new unit"),
    "merge_villages": mark("merger of villages"),
    "split": mark("split into new units"),
    "spin_off": mark("spin-off of new units"),
    "dissolve": mark("dissolution"),
    "create": mark("creation of a unit"),
    "form_teams": mark("forming of grassroots teams"),
    "joint_office": mark("joint office"),
    "move_unit": mark("transfer of units"),
    "transfer_posts": mark("transfer of posts"),
    "transfer_people": mark("transfer of people"),
    "transfer_duties": mark("reallocation of duties"),
    "adjust_duties": mark("adjustment of duties"),
    "rotate": mark("lateral rotation of leaders"),
    "appoint_by_competition": mark("appointment by competition"),
    "second": mark("secondment"),
    "recall": mark("recall from secondment"),
    "restrict_place": mark("leaders who are not natives"),
    "rename": mark("change of name or kind"),
    "close_sites": mark("closing of sites"),
    "set_establishment": mark("setting of the establishment"),
    "reduce_establishment": mark("cut of authorised posts"),
    "unify_titles": mark("title unification"),
    "change_funding": mark("change of funding"),
    "end_contracts": mark("end of contracts"),
}
"""The operators of steps."""

CONFIDENCE: Mapping[str, str] = {
    "verified": mark("verified in its source"),
    "computed": mark("computed from verified numbers"),
    "from-memory": mark("from memory, no source found"),
    "uncertain": mark("uncertain"),
    "assumed": mark("assumed"),
}
"""How sure a number is."""

RATES: Mapping[str, str] = {
    "quit_hazard": mark("Resignations per person-year, by age"),
    "quit_multiplier": mark("Factor on resignations, by staff group"),
    "after_merger": mark("Factor on resignations in merged units, and for how many months"),
    "overload": mark("Factor on resignations in units with many vacant posts"),
    "death_hazard": mark("Deaths per person-year, by age and sex"),
    "death_multiplier": mark("Factor on deaths"),
    "compulsory_retirement": mark("Whether compulsory retirement applies, by contract"),
    "leadership": mark("Pay coefficients added for leaders"),
    "facts": mark("What the law asks about people and no table tells"),
    "entrants": mark("Who is recruited"),
    "discount_rate": mark("Discount rate"),
}
"""The values that the engine reads."""

UNIT_GROUPS: Mapping[str, str] = {
    "agency": mark("Agencies"),
    "association": mark("Associations"),
    "commune": mark("Communes and wards"),
    "village": mark("Villages and quarters"),
    "school": mark("Schools"),
    "health-station": mark("Health stations"),
    "public-service": mark("Public-service units"),
    "division": mark("Divisions"),
    "department": mark("Departments"),
}
"""Common groups of units; a scenario may have others, which are shown by their id."""

UNIT_CHANGES: Mapping[str, str] = {
    "unchanged": mark("goes on"),
    "within": mark("changes below it only"),
    "ended": mark("ends"),
    "divided": mark("gives away a part"),
    "moved": mark("has another boss"),
    "left": mark("handed over to outside"),
    "enlarged": mark("takes others over"),
    "new": mark("new, made of others"),
    "founded": mark("new"),
    "arrived": mark("taken over from outside"),
}
"""What becomes of a unit, or how it came about."""

CURRENCIES: Mapping[str, str] = {"VND": mark("VND")}
"""Currencies that some language writes as a word; others are shown by their code."""

SECTIONS: Mapping[str, tuple[str, str]] = {
    "scenario": (mark("What the scenario says of itself"), ""),
    "frame": (mark("Horizon, boundary, currency, jurisdiction"), ""),
    "units": (mark("Units"), mark("Unit")),
    "slots": (mark("Posts and places"), mark("Slot")),
    "duties": (mark("Duties"), mark("Duty")),
    "sites": (mark("Sites"), mark("Site")),
    "sizes": (mark("Sizes of units"), mark("Unit")),
    "dotted": (mark("Dotted lines"), mark("Line")),
    "seconded": (mark("Secondments at the opening"), mark("Slot")),
    "natives": (mark("Natives"), mark("Person")),
    "restricted": (mark("Titles closed to natives"), mark("Unit and title")),
    "people": (mark("People"), mark("Person")),
    "law": (mark("Law"), mark("Instrument, part")),
    "rates": (mark("Assumptions: values"), mark("Value")),
    "statements": (mark("Assumptions: statements"), mark("Statement")),
    "targets": (mark("Targets"), mark("Target")),
    "leadership_norms": (mark("Norms of leaders"), mark("Kind of unit")),
    "unit_types": (mark("Types of units"), mark("Kind of unit")),
    "reported": (mark("Published figures"), mark("Figure")),
    "roadmaps": (mark("Roadmaps"), mark("Roadmap")),
    "roadmap": (mark("What the roadmap says of itself"), ""),
    "steps": (mark("Steps"), mark("Step")),
    "step_order": (mark("Order of steps of one day"), mark("Day")),
    "programmes": (mark("Programmes"), mark("Programme")),
    "programme_order": (mark("Order of programmes"), ""),
}
"""The title of each section of a scenario or roadmap, and what its ids name."""
