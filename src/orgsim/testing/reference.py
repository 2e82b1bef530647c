"""The reference of operators, written from the code: names, definitions, fields, laws, and fates of attributes."""

from collections.abc import Iterator
from typing import Any

from orgsim.model.steps import StepBase
from orgsim.rules.reorganise import OPERATORS
from orgsim.rules.reorganise.attributes import MERGING
from orgsim.testing.invariants import INVARIANTS
from orgsim.testing.laws import LAWS

__all__ = ["reference"]


def reference() -> str:
    """Return the page as Markdown; ``make reference`` writes it to ``docs/reference/operators.md``.

    Examples
    --------
    >>> "## merge_villages" in reference()
    True
    """
    return "\n".join([*_top(), *(line for kind in OPERATORS for line in _operator(kind)), *_bottom()]) + "\n"


def _top() -> Iterator[str]:
    yield "# Operators"
    yield ""
    yield "This page is written from the code by `make reference`; a test fails if it is out of date."
    yield ""
    yield f"A step applies one of {len(OPERATORS)} operators to the organisation on a day. What every step says:"
    yield ""
    yield from _fields(StepBase, without=())
    yield ""
    yield "Every operator keeps these invariants, which are checked after every step:"
    yield ""
    yield from (f"- **{invariant.name}**: {invariant.statement}" for invariant in INVARIANTS)
    yield ""
    yield "Laws of all operators:"
    yield ""
    yield from (f"- **{law.name}**: {law.statement}" for law in LAWS if len(law.operators) in (0, len(OPERATORS)))
    yield ""


def _operator(kind: type[Any]) -> Iterator[str]:
    op = kind.model_fields["op"].annotation.__args__[0]
    vietnamese, _, definition = (kind.__doc__ or "").partition(": ")
    yield f"## {op}"
    yield ""
    yield f"**{vietnamese}.** {_sentence(definition)}"
    yield ""
    yield from _fields(kind, without=(*StepBase.model_fields, "op"))
    laws = [law for law in LAWS if op in law.operators and len(law.operators) < len(OPERATORS)]
    if laws:
        yield ""
        yield "Laws of its own:"
        yield ""
        yield from (f"- **{law.name}**: {law.statement}" for law in laws)
    yield ""


def _sentence(text: str) -> str:
    plain = " ".join(text.split())
    return plain[:1].upper() + plain[1:]


def _fields(kind: type[Any], without: tuple[str, ...]) -> Iterator[str]:
    """Yield the fields of a step as a list; those of an inner group of fields are indented."""
    schema = kind.model_json_schema()
    yield from _listed(schema, schema, without, "")


def _listed(root: Any, model: Any, without: tuple[str, ...], indent: str) -> Iterator[str]:
    needed = model.get("required", ())
    for name, field in model["properties"].items():
        if name in without:
            continue
        text = " ".join(field.get("description", "").split())
        optional = "" if name in needed else " (may be left out)"
        yield f"{indent}- `{name}`{optional}" + (f": {text}" if text else "")
        options = [field, *field.get("anyOf", ())]
        inner = [item["$ref"] for option in options for item in (option, option.get("items", {})) if "$ref" in item]
        for target in (root["$defs"][ref.rpartition("/")[2]] for ref in inner):
            if "properties" in target:
                yield from _listed(root, target, (), indent + "  ")


def _bottom() -> Iterator[str]:
    yield "## What a merger does to each attribute"
    yield ""
    yield "| attribute | treatment | how |"
    yield "|---|---|---|"
    yield from (f"| {row.attribute} | {row.treatment} | {row.how} |" for row in MERGING)
