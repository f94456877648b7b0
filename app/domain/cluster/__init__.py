"""Other machines that read files: where to find them, which folders they see, what they tell about themselves."""
