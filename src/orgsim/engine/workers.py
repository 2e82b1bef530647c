"""Blocks on several processes: each block has its place, and is run again if its process is ended from outside.

Each process has a pipe of its own. A pool with one pipe for all results, such as that of ``concurrent.futures``, waits
for ever if a process is killed while it writes half of one.
"""

import multiprocessing
import signal
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Literal, cast

from orgsim.engine.kernel.rolls import rolls_of
from orgsim.engine.layout import Block
from orgsim.engine.plan import Plan
from orgsim.engine.year import LaneOutcomes, run_lanes
from orgsim.errors import Message, OrgsimError, RunError

__all__ = ["Start", "Task", "run_blocks"]

Start = Literal["spawn", "fork"]
"""How processes are started: anew, or as copies of this one, which share its memory; not on every system."""

Live = Callable[..., LaneOutcomes]
"""Runs a block; with a second argument, enters the outcomes there."""

_ATTEMPTS = 3
"""How often a block is begun before the machine, and not chance, is to blame."""


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be run, from which replication on; of what the numbers of units are kept, and what is counted."""

    plan: Plan
    seed: int
    first: int
    keep: tuple[str, ...]
    money: tuple[str, ...]
    payers: tuple[str, ...]

    def prepared(self) -> Live:
        """Return the function that runs a block; what is the same in all blocks is worked out once."""
        rolls = rolls_of(self.plan)

        def live(block: Block, into: LaneOutcomes | None = None) -> LaneOutcomes:
            return run_lanes(
                self.plan,
                rolls,
                seed=self.seed,
                first=self.first + block[0],
                lanes=block[1],
                keep=self.keep,
                money=self.money,
                payers=self.payers,
                into=into,
            )

        return live


def run_blocks(
    task: Task,
    blocks: Sequence[Block],
    workers: int,
    outcomes: LaneOutcomes,
    *,
    start: Start,
    notice: Callable[[str], None],
) -> Iterator[Block]:
    """Run blocks, enter their outcomes, and yield each block when that is done.

    The block of a process that is ended from outside is run again by another one, with the same result, since a
    block depends on its address only.

    Parameters
    ----------
    notice
        Told when work has to be done again.

    Raises
    ------
    RunError
        If the processes that run one block are ended again and again.
    """
    if workers == 1:
        live = task.prepared()
        for block in blocks:
            live(block, outcomes.of(block))
            yield block
        return
    team = _Team(task, workers, start)
    try:
        yield from team.run(blocks, outcomes, notice)
    finally:
        team.dismiss()


class _Worker:
    """A process, the pipe to it, and the block it is at."""

    __slots__ = ("block", "pipe", "process")

    def __init__(self, process: BaseProcess, pipe: Connection) -> None:
        self.process, self.pipe = process, pipe
        self.block: int | None = None

    def learn(self, task: Task) -> None:
        """Hand over what is to be run."""
        try:
            self.pipe.send(task)
        except OSError:
            return

    def begin(self, number: int, block: Block) -> None:
        """Hand over a block; a process that is gone already shows when its answer is read."""
        self.block = number
        try:
            self.pipe.send(block)
        except OSError:
            return


class _Team:
    """The workers of a run."""

    def __init__(self, task: Task, workers: int, start: Start) -> None:
        self.start = start
        self.task = task
        self.workers: list[_Worker] = []
        with _interrupts_held_back():
            for _ in range(workers):
                self.workers.append(self._hire())
        # Only when all have been started: whoever hands over a plan waits until it is read.
        for worker in self.workers:
            worker.learn(task)

    def _hire(self) -> _Worker:
        ours, theirs = multiprocessing.Pipe()
        kind = multiprocessing.get_context("fork") if self.start == "fork" else multiprocessing.get_context("spawn")
        process = kind.Process(target=_serve, args=(theirs,), daemon=True)
        process.start()
        # The other end must be open in the worker only, so that its death closes the pipe.
        theirs.close()
        return _Worker(process, ours)

    def run(self, blocks: Sequence[Block], outcomes: LaneOutcomes, notice: Callable[[str], None]) -> Iterator[Block]:
        """Run all blocks and yield each when its outcomes have been entered."""
        todo, ended = deque(range(len(blocks))), Counter[int]()
        while todo or any(worker.block is not None for worker in self.workers):
            for worker in self.workers:
                if worker.block is None and todo:
                    number = todo.popleft()
                    worker.begin(number, blocks[number])
            busy = {worker.pipe: worker for worker in self.workers if worker.block is not None}
            for pipe in wait(list(busy)):
                worker = busy[cast("Connection", pipe)]
                block = worker.block
                assert block is not None
                try:
                    self._enter(worker.pipe, outcomes.of(blocks[block]))
                except (EOFError, OSError):
                    ended[block] += 1
                    self._replace(worker, block, ended[block], blocks, notice)
                    continue
                worker.block = None
                yield blocks[block]

    def _enter(self, pipe: Connection, outcomes: LaneOutcomes) -> None:
        """Enter what comes from a worker, one array after the other, so that no block is there twice."""
        while (given := pipe.recv()) is not None:
            if isinstance(given, OrgsimError):
                raise given
            part, name, values = given
            outcomes.enter(part, name, values, self.task.plan.staffed)

    def _replace(
        self, worker: _Worker, block: int, times: int, blocks: Sequence[Block], notice: Callable[[str], None]
    ) -> None:
        """Let another process do the work of one that is gone."""
        worker.process.join()
        worker.pipe.close()
        if times == _ATTEMPTS:
            raise RunError(
                Message(
                    "the worker process of block {block} of {count} was ended from outside {times} times, "
                    "perhaps for lack of memory; use fewer workers",
                    block=block + 1,
                    count=len(blocks),
                    times=times,
                )
            )
        with _interrupts_held_back():
            replacement = self._hire()
        self.workers[self.workers.index(worker)] = replacement
        replacement.learn(self.task)
        replacement.begin(block, blocks[block])
        notice(
            Message(
                "A worker process was ended from outside; block {block} of {count} is run again.",
                block=block + 1,
                count=len(blocks),
            )
        )

    def dismiss(self) -> None:
        """End the processes; with a pipe for each, nothing waits for what one leaves half done."""
        for worker in self.workers:
            worker.process.terminate()
        for worker in self.workers:
            worker.process.join()
            worker.pipe.close()


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Hold back interrupts while workers start, where the system can; the workers inherit that for good.

    Ctrl-C reaches all processes of a terminal at once. Only the parent answers it, by ending the workers.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(pipe: Connection) -> None:
    """Run blocks of a task, in a worker process, until the parent ends it or is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        task: Task = pipe.recv()
        live = task.prepared()
        while True:
            _answer(pipe, live, pipe.recv(), task.plan)
    except EOFError:
        return


def _answer(pipe: Connection, live: Live, block: Block, plan: Plan) -> None:
    """Run a block and hand over what it gave, array by array, and then nothing more."""
    try:
        found = live(block)
    except OrgsimError as error:
        pipe.send(error)
        return
    for named in found.arrays(plan.staffed):
        pipe.send(named)
    pipe.send(None)
