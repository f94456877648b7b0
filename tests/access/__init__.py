"""Who may do what: accounts, sign-ins, tokens, guest links, the audit log."""
