"""Every question type, told apart by its `type` field."""

from typing import Annotated

from pydantic import Field, TypeAdapter

from course.questions.choice import Multiple, Single
from course.questions.gap import Gap
from course.questions.matching import Matching
from course.questions.numeric import Numeric
from course.questions.ordering import Ordering
from course.questions.scenario import Scenario
from course.questions.short import ShortAnswer
from course.questions.truefalse import TrueFalse

AnyQuestion = Annotated[
    Single | Multiple | TrueFalse | Ordering | Matching | ShortAnswer | Numeric | Gap | Scenario,
    Field(discriminator="type"),
]
QUESTION: TypeAdapter[AnyQuestion] = TypeAdapter(AnyQuestion)
