"""The live stream against its peers: `python -m benchmarks.streaming`. README.md beside this folder has the method."""
