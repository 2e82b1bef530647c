"""Files in and out: scenario folders and run directories."""
