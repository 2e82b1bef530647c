"""Results as files for other programs: Excel, and long tables as CSV and Parquet."""
