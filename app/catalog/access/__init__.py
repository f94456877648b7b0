"""Accounts, credentials and the audit log in the database."""
