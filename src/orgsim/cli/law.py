"""The commands of ``orgsim law``: what the law says, and what somebody gets by it."""

import datetime as dt
import json
from fractions import Fraction
from typing import TYPE_CHECKING

import click

from orgsim.cli.help import argument, group, option
from orgsim.cli.language import words
from orgsim.cli.screen import show
from orgsim.errors import Message, OrgsimError, did_you_mean

if TYPE_CHECKING:
    from orgsim.model.law import Law
    from orgsim.rules.law.evaluate import Value

__all__ = ["law"]


@group()
def law() -> None:
    """Show the law that orgsim knows, and work out what somebody gets by it.

    \b
    orgsim law list vietnam
    orgsim law show decree-178-2024
    orgsim law compute vietnam --on 2025-03-31 --birth 1966-03 --sex male --fact service_months=399
    """


@law.command("list")
@argument("jurisdictions", nargs=-1)
@option("--json", "as_json", is_flag=True, help="Print everything as JSON and nothing else.")
def list_instruments(jurisdictions: tuple[str, ...], *, as_json: bool) -> None:
    """List the instruments of JURISDICTIONS, or of all, with their dates and what is not verified in them.

    \b
    orgsim law list
    orgsim law list vietnam --json
    """
    from orgsim.report.law import law_tables, law_values

    laws = [_read(name) for name in jurisdictions or _known()]
    if as_json:
        click.echo(json.dumps([law_values(one) for one in laws], indent=2, ensure_ascii=False))
        return
    show(law_tables(laws, words()))


@law.command("show")
@argument("instrument")
@option("--json", "as_json", is_flag=True, help="Print the instrument as JSON and nothing else.")
def show_instrument(instrument: str, *, as_json: bool) -> None:
    """Show every parameter of an INSTRUMENT, with article, source and confidence.

    \b
    orgsim law show decree-178-2024
    """
    from orgsim.report.law import instrument_tables, instrument_values

    every = {one.id: one for name in _known() for one in _read(name).instruments}
    if instrument not in every:
        raise OrgsimError(
            Message(
                "there is no instrument '{instrument}'{guess}",
                instrument=instrument,
                guess=did_you_mean(instrument, every),
            )
        )
    if as_json:
        click.echo(json.dumps(instrument_values(every[instrument]), indent=2, ensure_ascii=False))
        return
    show(instrument_tables(every[instrument], words()))


@law.command()
@argument("jurisdiction")
@option("--on", required=True, metavar="DATE", help="The day of leaving, such as 2025-03-31.")
@option("--birth", required=True, metavar="MONTH", help="The month of birth, such as 1966-03.")
@option("--sex", required=True, type=click.Choice(("female", "male")))
@option("--fact", "facts", multiple=True, metavar="NAME=VALUE", help="A fact that the law asks for; repeatable.")
@option("--scheme", metavar="NAME", help="Only this scheme.  [default: all]")
@option("--json", "as_json", is_flag=True, help="Print the ways to leave as JSON and nothing else.")
def compute(
    jurisdiction: str, on: str, birth: str, sex: str, facts: tuple[str, ...], scheme: str | None, *, as_json: bool
) -> None:
    """Work out what somebody gets who leaves under the law of a JURISDICTION, line by line.

    \b
    orgsim law compute vietnam --on 2025-03-31 --birth 1966-03 --sex male --scheme payroll-streamlining \\
        --fact service_months=399 --fact average_pay=10000000 --fact hazardous_months=0 \\
        --fact under_discipline=no --fact caring_for_infant=no --fact volunteers=yes
    """
    from orgsim.model.dates import parse_month
    from orgsim.model.organisation import Sex
    from orgsim.report.law import entitlement_tables, entitlement_values, retirement_lines
    from orgsim.rules.law.benefits import Biography, entitlements
    from orgsim.rules.law.code import parameter_on

    say = words().say
    found = _read(jurisdiction)
    schemes = sorted({one.scheme for one in found.instruments if one.benefits})
    if scheme is not None and scheme not in schemes:
        wrong = say("there is no scheme '{found}'; allowed: {allowed}", found=scheme, allowed=", ".join(schemes))
        raise click.BadParameter(wrong, param_hint="--scheme")
    try:
        leaves = dt.date.fromisoformat(on)
    except ValueError:
        wrong = say("expected a day such as 2025-03-31, found '{found}'", found=on)
        raise click.BadParameter(wrong, param_hint="--on") from None
    try:
        born = parse_month(birth)
    except ValueError:
        wrong = say("expected a month such as 1966-03, found '{found}'", found=birth)
        raise click.BadParameter(wrong, param_hint="--birth") from None
    person = Biography(born, Sex(sex), leaves, dict(_fact(text) for text in facts))
    ways = entitlements(found, person, scheme)
    if as_json:
        click.echo(json.dumps(entitlement_values(ways), indent=2, ensure_ascii=False))
        return
    amount = parameter_on(found, ways[0].benefit.amount, leaves, ways[0].instrument.scheme)
    said = words()
    show([*retirement_lines(found, person, said), *entitlement_tables(ways, amount.parameter.unit, said)])


def _fact(text: str) -> "tuple[str, Value]":
    from orgsim.rules.law.facts import FACTS, known_fact

    say = words().say
    name, equals, value = text.partition("=")
    if not equals:
        raise click.BadParameter(say("expected NAME=VALUE, found '{found}'", found=text), param_hint="--fact")
    if fault := known_fact(name):
        raise click.BadParameter(fault, param_hint="--fact")
    if FACTS[name].kind == "truth":
        truths = {"yes": True, "true": True, "no": False, "false": False}
        if value not in truths:
            wrong = say("'{fact}' is yes or no, found '{found}'", fact=name, found=value)
            raise click.BadParameter(wrong, param_hint="--fact")
        return name, truths[value]
    try:
        return name, Fraction(value.replace("_", ""))
    except (ValueError, ZeroDivisionError):
        wrong = say("'{fact}' is a number, found '{found}'", fact=name, found=value)
        raise click.BadParameter(wrong, param_hint="--fact") from None


def _known() -> tuple[str, ...]:
    from orgsim.io.law import NO_LAW, jurisdictions

    return tuple(name for name in jurisdictions() if name != NO_LAW)


def _read(name: str) -> "Law":
    from orgsim.io.law import read_law

    if name not in _known():
        raise OrgsimError(
            Message("there is no jurisdiction '{name}'{guess}", name=name, guess=did_you_mean(name, _known()))
        )
    return read_law(name)
