"""What steps can do to the shape of any organisation, and what they cannot."""

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from orgsim.model.organisation import Organisation
from orgsim.model.scenario import Size
from orgsim.rules.lineage import lineage
from orgsim.rules.overlap import overlap_index
from orgsim.rules.reorganise import apply, follow
from orgsim.rules.shape import coverage, layers, leadership, spans
from orgsim.rules.sizes import sizes_after
from orgsim.testing import legal_roadmaps, legal_steps, organisations, step_of

MANY = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("op", ["rename", "transfer_duties", "adjust_duties"])
def test_new_names_and_duties_change_no_layer_span_or_leader(op: str) -> None:
    @MANY
    @given(organisations(), st.data())
    def changes_nothing(organisation: Organisation, data: st.DataObject) -> None:
        after, _ = apply(organisation, data.draw(legal_steps(organisation, ops=[op])))
        assert layers(after) == layers(organisation)
        assert spans(after) == spans(organisation)
        assert leadership(after) == leadership(organisation)

    changes_nothing()


@MANY
@given(organisations(min_units=5), st.sampled_from(["absorb", "consolidate"]), st.data())
def test_a_merger_under_one_boss_joins_spans_and_loses_no_function(
    organisation: Organisation, op: str, data: st.DataObject
) -> None:
    bosses = [boss for boss, span in spans(organisation).items() if span > 1]
    assume(bosses)
    boss = data.draw(st.sampled_from(bosses))
    reports = sorted(organisation.reports[boss])
    parts = data.draw(st.lists(st.sampled_from(reports), min_size=2, max_size=3, unique=True))
    kept = {"deputies": "all", "abolish": 0}
    heir = "merged" if op == "consolidate" else parts[0]
    if op == "consolidate":
        words = {"name": "N", "name_vi": "N", "kind": "division", "counted_as": "agency", "reports_to": boss}
        step = step_of(op=op, units=parts, into={"id": heir, **words}, **kept)
    else:
        step = step_of(op=op, absorbed=parts[1:], into=heir, **kept)
    after, _ = apply(organisation, step)
    before, now = spans(organisation), spans(after)
    assert layers(after) == layers(organisation)
    assert now[boss] == before[boss] - len(parts) + 1
    assert now.get(heir, 0) == sum(before.get(part, 0) for part in parts)
    assert coverage(after).functions == coverage(organisation).functions
    # Fewer owners have the same functions.
    assert overlap_index(after, after.inside) <= overlap_index(organisation, organisation.inside)
    assert leadership(after).leaders <= leadership(organisation).leaders


@MANY
@given(organisations(), st.data())
def test_layers_spans_and_coverage_count_the_units_and_duties_there_are(
    organisation: Organisation, data: st.DataObject
) -> None:
    closing = follow(organisation, data.draw(legal_roadmaps(organisation))).closing
    assert sum(spans(closing).values()) == len(closing.inside) - 1
    assert 1 <= layers(closing) <= len(closing.inside)
    found = coverage(closing)
    assert len(found.duties) == closing.tallies[1].duties
    assert set(found.without_posts) | set(found.without_people) <= set(found.duties)


@MANY
@given(organisations(), st.data())
def test_a_size_is_that_of_the_lineage_or_what_is_left_of_it_without_what_lies_within(
    organisation: Organisation, data: st.DataObject
) -> None:
    history = follow(organisation, data.draw(legal_roadmaps(organisation)))
    sizes = {unit: Size(10 + number, None) for number, unit in enumerate(sorted(organisation.units))}
    whole = lineage(history).on_new({unit: size.population for unit, size in sizes.items() if size.population})
    for unit, size in sizes_after(history, sizes).items():
        parts = lineage(history).made_of(unit)
        flat = not any(part in parts for origin in parts for part in organisation.bosses(origin))
        assert size.population is not None
        assert size.population == whole[unit] if flat else size.population < whole[unit]
