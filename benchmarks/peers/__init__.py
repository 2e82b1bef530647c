"""The reference workload on other tools: a module each, all with ``run(start, seed)`` as the reference has it."""
