"""What the user reviews before a commit: steps, differences and stacks."""
