"""Questions that come from Moodle and go there: GIFT, Moodle XML, Aiken; and banks that travel as files."""
