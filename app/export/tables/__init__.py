"""Tables: one row for each file, as CSV, JSON, JSON Lines or Parquet."""
