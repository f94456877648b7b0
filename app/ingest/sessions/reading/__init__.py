"""The reading of a session: which file comes next, its turns of workers, and the way of reports to the database."""
