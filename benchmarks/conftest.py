"""What ``pytest benchmarks`` leaves alone: the other tools have a virtual environment of their own."""

collect_ignore = ["peers"]
