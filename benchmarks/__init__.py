"""Measurements that take minutes; each asserts its answer as well as its time."""
