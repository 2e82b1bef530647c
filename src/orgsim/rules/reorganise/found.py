"""Foundations: create (thành lập), form teams (tổ, đội ở cơ sở), joint office (cơ quan dùng chung)."""

from orgsim.errors import Message, StepError
from orgsim.model.organisation import Funding, Rank, Slot, Standing, Unit
from orgsim.model.steps import Create, FormTeams, JointOffice, NewPosts
from orgsim.rules.reorganise.choose import chosen, titled
from orgsim.rules.reorganise.draft import Draft, known_unit
from orgsim.rules.reorganise.merge import new_unit

__all__ = ["create", "form_teams", "joint_office", "new_slots"]


def create(draft: Draft, step: Create) -> None:
    """Bring a unit into being, with vacant posts."""
    draft.found(new_unit(draft, step.unit, "unit"))
    seen: set[str] = set()
    for position, posts in enumerate(step.posts):
        if posts.title in seen:
            raise StepError(
                Message("title '{title}' is given twice; give its posts once", title=posts.title),
                "posts",
                position,
                "title",
            )
        seen.add(posts.title)
        draft.add(step.unit.id, new_slots(draft, step.unit.id, posts, Standing.AUTHORISED))


def new_slots(draft: Draft, unit: str, posts: NewPosts, standing: Standing) -> list[Slot]:
    """Return vacant slots that did not exist before; their ids have the step's name, so that they are new."""
    made = [
        Slot(
            id=f"{unit}/{posts.title}/{draft.step}-{number:03d}",
            title=posts.title,
            rank=posts.rank,
            standing=standing,
            funding=posts.funding,
            group=posts.group,
            holder=None,
        )
        for number in range(1, posts.count + 1)
    ]
    draft.created += [slot.id for slot in made]
    return made


def form_teams(draft: Draft, step: FormTeams) -> None:
    """Give each chosen unit a team of part-time places outside the establishment."""
    team = step.team
    places = NewPosts(title=team.title, rank=Rank.STAFF, funding=Funding.STATE, group=team.group, count=team.places)
    for unit, field in chosen(draft, step):
        key = f"{unit}-{team.suffix}"
        if key in draft.units:
            raise StepError(Message("unit '{key}' exists already; give the teams another suffix", key=key), *field)
        draft.found(Unit(key, team.name, team.name_vi, team.kind, team.counted_as, unit))
        draft.add(key, new_slots(draft, key, places, Standing.GRASSROOTS))


def joint_office(draft: Draft, step: JointOffice) -> None:
    """Pool support posts of several bodies in a new unit that serves them all."""
    office = new_unit(draft, step.office, "office")
    draft.found(office)
    bodies: set[str] = set()
    for position, pooled in enumerate(step.pooled):
        known_unit(draft, pooled.body, "pooled", position, "body")
        if pooled.body == office.id:
            raise StepError(Message("the joint office cannot be one of its bodies"), "pooled", position, "body")
        able = [
            slot
            for slot in titled(draft, pooled.body, pooled.title, "pooled", position, "title")
            if slot.rank is Rank.STAFF and slot.standing is Standing.AUTHORISED
        ]
        if pooled.posts > len(able):
            raise StepError(
                Message(
                    "{posts} posts cannot be pooled: '{body}' has {count} titled '{title}' that lead nothing",
                    posts=pooled.posts,
                    body=pooled.body,
                    count=len(able),
                    title=pooled.title,
                ),
                "pooled",
                position,
                "posts",
            )
        moving = able[: pooled.posts]
        draft.take(pooled.body, moving)
        draft.add(office.id, moving)
        bodies.add(pooled.body)
    if len(bodies) == 1:
        raise StepError(Message("one body shares posts with nobody; name two bodies or more"), "pooled")
    draft.dotted |= {(body, office.id) for body in bodies}
