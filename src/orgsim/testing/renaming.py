"""The same organisation and step under other unit ids."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter

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

    def new(value: Any) -> Any:
        if isinstance(value, str):
            return names[value] if value in organisation.units and value in names else value
        if isinstance(value, dict):
            return {new(key): new(item) for key, item in value.items()}
        return [new(item) for item in value] if isinstance(value, list) else value

    return _STEP.validate_python(new(step.model_dump(mode="json", exclude_none=True)), strict=False)
