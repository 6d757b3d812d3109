"""One hostile input for the importers: what must hold whatever it is."""

from pathlib import Path

from course.exchange.bank import new_bank
from course.exchange.bounds import RefusedFileError
from course.exchange.importer import read_file
from course.exchange.schema import Status, summary
from course.files import parse_yaml
from course.questions.schema import QUESTION

CORPUS = sorted(
    path for path in (Path(__file__).parent / "exchange_corpus").iterdir() if path.suffix not in (".md", ".pyc")
)


def try_one(data):
    """Read it: refused whole with a sentence, or each question listed, and those taken written as they will be read."""
    try:
        reading = read_file(data)
    except RefusedFileError as error:
        assert str(error)[0].isupper() or str(error)[0].isdigit(), error
        return
    assert reading.items
    for item in reading.items:
        assert (item.question is None) == (item.status == Status.REFUSED)
        assert bool(item.remarks) == (item.status != Status.TAKEN)
    if reading.questions:
        value, problems = parse_yaml(new_bank("essai", reading.items, reading.questions, summary(reading.items)), "e")
        assert not problems
        assert [QUESTION.validate_python(item) for item in value["questions"]] == list(reading.questions)
