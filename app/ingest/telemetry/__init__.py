"""What operators see of the ingest: its metrics, its traces, and the ids in its log lines."""
