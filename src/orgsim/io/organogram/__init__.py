"""Organograms as governments publish them: the senior and junior files, and the scenario that is made of them."""
