"""Staff lists and unit lists as offices keep them, and the scenario that is made of them."""
