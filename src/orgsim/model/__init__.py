"""What exists: frozen data, without input or output, randomness or clock."""
