"""What stands where a feedback is still to be written: an import never invents one."""

from course.questions.base import Question

TO_WRITE = "(Retour à écrire.)"


def unwritten(question: Question) -> bool:
    """True when a feedback of the question is still to be written."""
    return f'"{TO_WRITE}"' in question.model_dump_json()
