"""What the runs say: intervals, targets, comparison, hindcast."""
