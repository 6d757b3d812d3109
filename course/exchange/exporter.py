"""A bank as a file for Moodle, and what becomes of each of its questions."""

from collections.abc import Mapping, Sequence

from course.exchange.gift_writer import write_gift
from course.exchange.moodle_writer import write_moodle
from course.exchange.outgoing import send
from course.exchange.schema import Item, Status
from course.questions.schema import AnyQuestion

FORMATS = ("xml", "gift")


def export(
    questions: Sequence[AnyQuestion], category: str, form: str, images: Mapping[str, bytes]
) -> tuple[bytes, tuple[Item, ...]]:
    """The file, in UTF-8, for « gift » or « xml »; and each question with what changed, or why it stays."""
    sent = [send(question, images, form == "gift") for question in questions]
    leaving = [item.asked for item in sent if item.asked]
    text = (write_gift if form == "gift" else write_moodle)(leaving, category)
    items = tuple(
        Item(
            rank,
            item.question.id,
            Status.REFUSED if item.asked is None else Status.ADAPTED if item.remarks else Status.TAKEN,
            item.remarks,
            item.question,
        )
        for rank, item in enumerate(sent, 1)
    )
    return text.encode(), items
