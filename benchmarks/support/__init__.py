"""What the benchmarks share: the checkout under test, processor and memory readings, the cache folder."""
