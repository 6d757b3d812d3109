"""Fuzz the importers: python tools/fuzz_exchange.py INPUTS [SEED]; a crash, a second or 200 MB is a failure.

With atheris installed, `python tools/fuzz_exchange.py --atheris …` is guided by coverage, its options following.
"""

import random
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.fuzzing import CORPUS, try_one

SECONDS, MEGABYTES = 1.0, 200
PIECES = [
    *(sign.encode() for sign in "{}~=#:\\%[]()<>&*_`$|!\n\t\r\0\"'/-."),
    *(b"\n\n", b"//", b"::", b"####", b"->", b"$CATEGORY: a", b"]]>", b"<![CDATA[", b"%50%", b"[html]", b"[markdown]"),
    *(b"{1:SA:=a~*#b}", b"{1:NM:=1:0}", b"[[1]]", b"ANSWER: A\n", b"A) a\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\xe9"),
    *(b'<question type="', b"</question>", b"<text>", b"</text>", b'<answer fraction="100">', b"<!DOCTYPE a>", b"&a;"),
    *(
        b"$$",
        b"\\(",
        b"\\)",
        b"<b>",
        b"<img src=a>",
        b"&#125;",
        b"\xf0\x9f\x98\x80",
        b"\xc2\x85",
        b"\xe2\x80\xa8",
        b"9" * 30,
    ),
    *(
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"1e309",
        b"nan",
        b"-",
        b"{T}",
        b"{=a ~b}",
        b"{#1:2}",
        b"{=a->b =c->d}",
        b"{>3 ALL\n",
    ),
]


def mutated(chance: random.Random, seeds: list[bytes]) -> bytes:
    """A seed, or two joined, cut, repeated and strewn with what notations are made of."""
    data = bytearray(chance.choice(seeds))
    if chance.random() < 0.3:
        data += chance.choice(seeds)
    if chance.random() < 0.5:
        start = chance.randrange(len(data) + 1)
        data = data[start : start + chance.randrange(1, 800)]
    for _ in range(chance.randrange(1, 12)):
        place = chance.randrange(len(data) + 1)
        kind = chance.random()
        if kind < 0.5:
            data[place:place] = chance.choice(PIECES) * (1 if chance.random() < 0.9 else chance.randrange(1, 400))
        elif kind < 0.75:
            del data[place : place + chance.randrange(1, 20)]
        elif data:
            data[place % len(data)] = chance.randrange(256)
    return bytes(data)


def run(inputs: int, seed: int) -> None:
    """The slowest input and the memory used, or the input that failed, kept beside."""
    chance, seeds, slowest = random.Random(seed), [path.read_bytes() for path in CORPUS], 0.0
    start = time.monotonic()
    for number in range(inputs):
        data = mutated(chance, seeds)
        before = time.process_time()
        try:
            try_one(data)
        except BaseException:
            Path(f"fuzz-{seed}-{number}.bin").write_bytes(data)
            raise
        took = time.process_time() - before
        slowest = max(slowest, took)
        assert took < SECONDS, (seed, number, took)
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    assert used < MEGABYTES, used
    elapsed = time.monotonic() - start
    print(f"{inputs} inputs, seed {seed}: slowest {slowest:.3f} s, {used:.0f} MB, {elapsed:.0f} s in all")


def run_atheris() -> None:
    """Guided by coverage; the seeds are given as a folder, as libFuzzer wants them."""
    import atheris  # type: ignore[import-not-found]

    atheris.instrument_all()
    atheris.Setup([sys.argv[0], *sys.argv[2:]], try_one)
    atheris.Fuzz()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--atheris"]:
        run_atheris()
    else:
        run(int(sys.argv[1]), int(sys.argv[2]) if sys.argv[2:] else 0)
