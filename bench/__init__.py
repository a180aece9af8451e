"""Benchmarks of the project: how good it is, as numbers. README.md says how to run them."""
