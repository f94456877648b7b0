"""The routes of signing in, accounts, tokens, guest links and the audit log."""
