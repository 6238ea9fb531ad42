"""The pieces of the speed benchmark: see ``benchmarks/run``."""
