"""The smoke test of a deployment: real files, the real stream, and every number checked."""
