"""What may happen: pure functions, one idea a file."""
