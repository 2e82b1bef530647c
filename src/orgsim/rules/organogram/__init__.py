"""Organograms: what their rows say of units, reporting lines, whole posts and pay, and what is odd in them."""
