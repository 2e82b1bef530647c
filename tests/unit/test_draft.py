"""The draft of an operator: an overlay that knows what was written, and members as they are after it."""

from dataclasses import replace

import pytest

from orgsim.rules.reorganise.draft import Draft, Overlay
from tests.unit.small_city import city


def test_an_overlay_is_the_mapping_with_what_was_written_beside_it() -> None:
    base = {"a": 1, "b": 2, "c": 3}
    overlay = Overlay(base)
    overlay["b"], overlay["d"] = 20, 40
    del overlay["c"]
    assert dict(overlay) == {"a": 1, "b": 20, "d": 40}
    assert (len(overlay), "c" in overlay, "d" in overlay) == (3, False, True)
    assert base == {"a": 1, "b": 2, "c": 3}
    assert overlay.changes == {"b": 20, "c": None, "d": 40}
    with pytest.raises(KeyError, match="'c'"):
        overlay["c"]


def test_members_are_those_after_what_was_written() -> None:
    draft = Draft.of(city(), "step")
    draft.units["v1"] = replace(draft.units["v1"], reports_to="a")
    draft.duties["health"] = replace(draft.duties["health"], owner="b")
    draft.sites["hill"] = replace(draft.sites["hill"], unit="b")
    assert (draft.reports("a"), draft.reports("city")) == (["v1"], ["a", "b", "v2"])
    assert (draft.duties_of("a"), draft.duties_of("b")) == ([], ["health", "roads"])
    assert (draft.sites_of("a"), draft.sites_of("b")) == ([], ["dale", "hill"])
    del draft.duties["roads"]
    assert draft.duties_of("b") == ["health"]
    assert list(draft.bosses("v1")) == ["a", "city", "province"]
