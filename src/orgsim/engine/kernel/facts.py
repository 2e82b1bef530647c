"""What the law asks about people who may leave, and what it offers them."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from orgsim.engine.plan import LeaverProgramme, Offer, Plan, Structure
from orgsim.rules.law.benefits import amounts
from orgsim.rules.law.evaluate import Exact, Truth, Vector
from orgsim.rules.law.pay import CAREER, PER_MILLE

__all__ = ["Offered", "offered"]

Ints = NDArray[np.int64]
HUNDREDTHS = 100


class Offered:
    """What the law offers some people: who may take it, and the amounts in whole units of the currency.

    ``strain`` is what their leaving costs a pension fund; ``pay`` their monthly pay, in hundredths.
    """

    __slots__ = ("amount", "eligible", "pay", "strain")

    def __init__(self, eligible: Truth, amount: Ints, strain: Ints | None, pay: Ints) -> None:
        self.eligible, self.amount, self.strain, self.pay = eligible, amount, strain, pay


def offered(
    plan: Plan,
    structure: Structure,
    programme: LeaverProgramme,
    rows: NDArray[np.intp],
    who: NDArray[np.integer],
    month: int,
) -> Offered:
    """Work out what a programme's law offers some people, who sit in some rows, at the end of a December."""
    offer = programme.offers[month // 12]
    asking = _Asking(plan, structure, offer, rows, who, month)
    known: dict[str, Vector] = {}
    for name in sorted(offer.ruling.basis.facts):
        stated = plan.facts.get(name)
        if isinstance(stated, Exact):
            known[name] = Exact(stated.numerators[asking.group], stated.denominator)
        elif stated is not None:
            known[name] = stated[asking.group]
        elif name in _DERIVED:
            known[name] = _DERIVED[name](asking)
    eligible, amount, strain = amounts(offer.ruling, known)
    size = rows.shape
    return Offered(
        eligible=np.broadcast_to(eligible, size),
        amount=np.broadcast_to(_whole(amount), size),
        strain=None if strain is None else np.broadcast_to(_whole(strain), size),
        pay=asking.pay.numerators,
    )


def _whole(amount: Exact) -> Ints:
    """Round to whole units of the currency, a half upwards; amounts of some laws have cents."""
    return (2 * amount.numerators + amount.denominator) // (2 * amount.denominator)


class _Asking:
    """Some people at the end of a month, and what the law of the day makes of them."""

    def __init__(
        self,
        plan: Plan,
        structure: Structure,
        offer: Offer,
        rows: NDArray[np.intp],
        who: NDArray[np.integer],
        month: int,
    ) -> None:
        self.tables, self.offer, self.month = plan.tables, offer, month
        self.group = plan.group[rows]
        self.birth = plan.people.birth[who].astype(np.int64)
        self.sex = plan.people.female.view(np.int8)[who]
        self.grade = plan.people.grade[who]
        # Months of service before this one; the month itself makes one more.
        served = month - plan.people.started[who].astype(np.int64)
        self.served = np.clip(served, 0, plan.tables.coefficient.shape[1] - 1)
        self.leadership = plan.tables.leadership[structure.rank[rows]].astype(np.int64)

    @property
    def pay(self) -> Exact:
        coefficient = self.tables.coefficient[self.grade, self.served] + self.leadership
        return Exact(coefficient * self.tables.base_salary[self.month - self.tables.first_month], HUNDREDTHS)

    @property
    def full_pay(self) -> Exact:
        coefficient = self.tables.coefficient[self.grade, self.served] + self.leadership
        rate = self.tables.pay_rate[self.group, self.month - self.tables.first_month]
        return Exact(coefficient * rate, HUNDREDTHS * PER_MILLE)

    @property
    def average_pay(self) -> Exact:
        """The average of the last 60 months, or of as many as there are, in whole units, a half upwards."""
        total = self.offer.career_pay[self.grade, self.served]
        total = total + self.leadership * self.offer.career_base[self.served]
        parts = HUNDREDTHS * np.minimum(self.served + 1, CAREER)
        return Exact((2 * total + parts) // (2 * parts))

    def until(self, table: NDArray[np.int32]) -> Exact:
        retirement = table[self.sex, self.birth - self.tables.first_birth].astype(np.int64)
        return Exact(np.maximum(0, retirement - self.month))


_DERIVED: dict[str, Callable[[_Asking], Vector]] = {
    "year": lambda asking: Exact(np.array([asking.month // 12])),
    "male": lambda asking: asking.sex == 0,
    "age_months": lambda asking: Exact(asking.month - asking.birth),
    "months_early": lambda asking: asking.until(asking.offer.early),
    "months_early_hazardous": lambda asking: asking.until(asking.offer.early_hazardous),
    "service_months": lambda asking: Exact(asking.served + 1),
    "pay": lambda asking: asking.pay,
    "full_pay": lambda asking: asking.full_pay,
    "average_pay": lambda asking: asking.average_pay,
}
