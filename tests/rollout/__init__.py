"""The rollout: limits on reports, and who polls."""
