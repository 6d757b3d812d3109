"""Every question type, told apart by its `type` field."""

from typing import Annotated

from pydantic import Field, TypeAdapter

from course.questions.choice import Multiple, Single
from course.questions.matching import Matching
from course.questions.numeric import Numeric
from course.questions.ordering import Ordering
from course.questions.short import ShortAnswer

AnyQuestion = Annotated[Single | Multiple | Ordering | Matching | ShortAnswer | Numeric, Field(discriminator="type")]
QUESTION: TypeAdapter[AnyQuestion] = TypeAdapter(AnyQuestion)
