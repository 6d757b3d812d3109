"""What a file may hold at most, so that reading it stays short and small whatever it is."""

MEGABYTE = 1_000_000
FILE_BYTES = 20 * MEGABYTE
TEXT_BYTES = 5 * MEGABYTE
"""Of a GIFT or Aiken file; a Moodle XML file may carry images."""
QUESTIONS = 2000
QUESTION_CHARACTERS = 60_000
TEXT_CHARACTERS = 4000
"""Of a text of our questions: a longer one is never rendered, it will be refused."""
TEXT_TAGS = 1000
TEXT_BRACKETS = 300
"""In one text: Markdown takes more than a second to read thousands of open brackets."""
XML_DEPTH = 40
XML_ELEMENTS = 200_000
ZIP_MEMBERS = 500
ZIP_BYTES = 40 * MEGABYTE
IMAGE_BYTES = 2 * MEGABYTE
IMAGE_SIDE = 8000
IMAGES = 300


class RefusedFileError(ValueError):
    """The whole file is refused; the message, in French, says why and what to do."""
