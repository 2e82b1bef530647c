"""The same organisation and step under other unit ids."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter

from orgsim.model.naming import names_in
from orgsim.model.organisation import Organisation
from orgsim.model.steps import Step

__all__ = ["renamed_organisation", "renamed_step"]

_STEP: TypeAdapter[Step] = TypeAdapter(Step)


def renamed_organisation(organisation: Organisation, names: Mapping[str, str]) -> Organisation:
    """Return an organisation made anew in which units have other ids; those not named keep theirs.

    Slots keep their ids. The new ids must be in the same order as the old ones, since ties are broken by ids.
    """

    def new(unit: str) -> str:
        return names.get(unit, unit)

    return Organisation(
        units={
            new(key): replace(unit, id=new(key), reports_to=None if unit.reports_to is None else new(unit.reports_to))
            for key, unit in organisation.units.items()
        },
        slots={new(key): slots for key, slots in organisation.slots.items()},
        duties={key: replace(duty, owner=new(duty.owner)) for key, duty in organisation.duties.items()},
        sites={key: replace(site, unit=new(site.unit)) for key, site in organisation.sites.items()},
        dotted=frozenset((new(start), new(end)) for start, end in organisation.dotted),
        boundary=new(organisation.boundary),
        seconded={key: replace(away, host=new(away.host)) for key, away in organisation.seconded.items()},
        natives={person: new(home) for person, home in organisation.natives.items()},
        restricted=frozenset((new(unit), title) for unit, title in organisation.restricted),
    )


def renamed_step(step: Step, names: Mapping[str, str], organisation: Organisation) -> Step:
    """Return a step on the renamed organisation; only ids of its units are changed, new units keep theirs."""
    fields: Any = step.model_dump(mode="json", exclude_none=True)
    for named in names_in(step):
        if named.what != "unit" or named.name not in organisation.units or named.name not in names:
            continue
        inner = fields
        for key in named.path[:-1]:
            inner = inner[key]
        if named.is_key:
            inner[names[named.name]] = inner.pop(named.name)
        else:
            inner[named.path[-1]] = names[named.name]
    return _STEP.validate_python(fields, strict=False)
