"""The year kernel: plain NumPy over slots × replications. Rows are slots, columns (lanes) are replications."""
