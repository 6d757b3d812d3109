"""The demonstration: a believable region of invented people, made from a seed; sign-in links, loopback only.

The same maker serves the tests and the benchmarks, at any size (docs/decisions/0031).
"""
