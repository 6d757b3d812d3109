"""Every page, for every role, as it is given: each link leads somewhere, each button does something."""

from pathlib import Path

import pytest
from jinja2 import Environment, meta, nodes

from course.app import create_app
from course.db import forget_connections
from course.web.access import public
from tests.access import ROLES, TABLE, Scene
from tests.conftest import ROOT, Browser
from tests.regions import region
from tests.visiting import Visit

pytestmark = pytest.mark.engine("sqlite")  # pages are the same on both, and a file is put back after each press

TRAP = """<a href="#rien">Plus bas</a><a href="/nulle-part">Là</a>
<form method="post" action="/avancer"><button>Ouvrir les bulletins</button></form>"""


@pytest.mark.parametrize("role", ROLES)
def test_every_link_leads_somewhere_and_every_button_answers(app, cast, role):
    app.config["WTF_CSRF_ENABLED"] = True
    scene = Scene(app, cast)
    visit = Visit(app, scene.client(role))
    visit.walk(scene.fill(line.path) for line in TABLE if line.method == "GET" and line.expected[role] == "200")
    visit.press()
    assert visit.faults == []


def test_on_the_real_course_too_the_people_of_a_region_are_led_nowhere_wrong(settings, monkeypatch):
    monkeypatch.setenv("COURSE_HOME", str(ROOT))
    app = create_app(settings)
    app.test_client_class = Browser
    with app.app_context():
        for client in region(app, 20).clients.values():
            visit = Visit(app, client)
            visit.walk(["/"])
            visit.press()
            assert visit.faults == []
    forget_connections(app)


def test_a_link_or_a_button_that_leads_nowhere_is_noticed(app, client):
    app.add_url_rule("/piege", view_func=public(lambda: TRAP))
    visit = Visit(app, client)
    visit.walk(["/piege"])
    visit.press()
    assert visit.faults == [
        "/piege: nothing is #rien",
        "/piege: a link to /nulle-part, 404",
        "/piege: « Ouvrir les bulletins » (post /avancer), [404]",
    ]


def late(name: str, environment: Environment) -> list[str]:
    """What a template sets below the import « with context » which needs it: the macros would see nothing there."""
    tree = environment.parse(environment.loader.get_source(environment, name)[0])
    lines: dict[str, int] = {}
    for given in tree.find_all(nodes.Assign):
        for target in (given.target, *given.target.find_all(nodes.Name)):
            lines.setdefault(getattr(target, "name", ""), given.lineno)
    found = []
    for wanted in tree.find_all((nodes.Import, nodes.FromImport)):
        if wanted.with_context:
            source = environment.loader.get_source(environment, wanted.template.value)[0]
            needs = meta.find_undeclared_variables(environment.parse(source))
            found += [f"{name}: {each}" for each in sorted(needs) if lines.get(each, 0) > wanted.lineno]
    return found


def test_what_macros_need_is_set_before_they_are_imported(app):
    names = [name for name in app.jinja_env.list_templates() if Path(name).suffix in (".html", ".txt")]
    assert [fault for name in names for fault in late(name, app.jinja_env)] == []
