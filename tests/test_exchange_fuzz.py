"""Any bytes at all: refused with a sentence, or listed question by question; tools/fuzz_exchange.py tries many more."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzzing import CORPUS, try_one
from tools.fuzz_exchange import PIECES, mutated


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_the_corpus_is_read_or_refused(path):
    try_one(path.read_bytes())


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(PIECES) | st.binary(max_size=6), max_size=40).map(b"".join))
def test_strewn_notation_is_read_or_refused(data):
    try_one(data)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32))
def test_a_damaged_file_is_read_or_refused(seed):
    try_one(mutated(random.Random(seed), [path.read_bytes() for path in CORPUS]))
