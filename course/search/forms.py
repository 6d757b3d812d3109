"""The search form, read from the address."""

from flask_wtf import FlaskForm
from wtforms import SearchField
from wtforms.validators import Length

LONGEST = 100


class SearchForm(FlaskForm):  # type: ignore[misc]
    """What is looked for."""

    class Meta:
        csrf = False

    q = SearchField(
        "Mots à chercher",
        [Length(max=LONGEST, message=f"{LONGEST} signes au plus : gardez les mots qui comptent.")],
        render_kw={"autocomplete": "off"},
    )
