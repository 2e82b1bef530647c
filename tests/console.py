"""The command line as a planner types it, but in this process: the same code, and Python need not start again."""

import contextlib
import io
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from orgsim.cli import main

__all__ = ["Done", "orgsim"]


@dataclass(frozen=True)
class Done:
    """What a command left: its exit code and what it printed."""

    returncode: int
    stdout: str
    stderr: str


def orgsim(*arguments: str | Path, cwd: Path, **variables: str) -> Done:
    """Run a command in a folder, with environment variables set."""
    out, err = io.StringIO(), io.StringIO()
    code = 0
    with (
        patch.object(sys, "argv", ["orgsim", *map(str, arguments)]),
        patch.dict(os.environ, variables),
        contextlib.chdir(cwd),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    return Done(code, out.getvalue(), err.getvalue())
