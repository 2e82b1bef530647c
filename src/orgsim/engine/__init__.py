"""How time passes: addressed random streams, compilation, the calendar, the year kernel, the runner."""
