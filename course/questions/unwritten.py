"""What stands where a feedback is still to be written: an import never invents one."""

import re

from course.questions.base import Question

TO_WRITE = "(Retour à écrire.)"


_EMPTY = re.compile(r'"(?:feedback|explanation|right|wrong)":"[^\w"\\]*"')


def unwritten(question: Question) -> bool:
    """True when a feedback of the question is still to be written, or has no word."""
    text = question.model_dump_json()
    return f'"{TO_WRITE}"' in text or bool(_EMPTY.search(text))
