"""Dated legal parameters as data, and the functions that read them."""
