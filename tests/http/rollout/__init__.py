"""The routes of the rollout, of what pages report, and of the stream inspector."""
