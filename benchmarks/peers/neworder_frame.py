"""The reference workload in neworder: a timeline, its stream of random numbers, and people in a frame.

This is how neworder's own examples keep people.
"""

import neworder

from benchmarks.peers import pandas_frame
from benchmarks.reference import YEARS, Population, Year


class Organisation(neworder.Model):
    """The organisation as pandas has it, driven by neworder."""

    def __init__(self, start: Population, seed: int) -> None:
        super().__init__(neworder.LinearTimeline(0, YEARS, YEARS), lambda *_: seed)
        self.organisation = pandas_frame.Organisation(start, self.mc.ustream)
        self.years: list[Year] = []

    def step(self) -> None:
        """Let a year pass."""
        self.years.append(self.organisation.pass_year(len(self.years) + 1))


def run(start: Population, seed: int) -> list[Year]:
    """Run ten years once."""
    model = Organisation(start, seed)
    if not neworder.run(model):
        raise RuntimeError("neworder did not finish the run")
    return model.years
