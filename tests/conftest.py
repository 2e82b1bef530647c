"""The tests read English, whatever the locale of the machine."""

import os

os.environ["ORGSIM_LANG"] = "en"
