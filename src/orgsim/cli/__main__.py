"""Run the command line with ``python -m orgsim.cli``."""

from orgsim.cli import main

if __name__ == "__main__":
    main()
