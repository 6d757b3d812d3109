"""A learner at work: an open attempt, a browser, and the port where it will be served."""

from course.clock import now
from course.db import db, forget_connections
from course.people.models import Person
from course.quizzes import operations
from tests.serving import signed_in
from tests.taking import asked


class Desk:
    """A learner with an open attempt, her browser, and the server's port."""

    def __init__(self, app, context, port):
        self.app, self.context, self.port = app, context, port
        person = Person(email="alice@example.org", name="Alice", session_key="k")
        db.session.add(person)
        db.session.flush()
        self.person = person.id
        quiz = app.extensions["relais_quizzes"]["essai"]
        self.attempt = operations.start(person.id, "essai", quiz, now(), "Europe/Paris").id
        db.session.commit()
        self.sign_in("k")
        forget_connections(app)

    def sign_in(self, key):
        """Another session of hers, with a token of its own."""
        name, _, value = signed_in(self.app, self.person, key)[0].partition("=")
        self.context.add_cookies([{"name": name, "value": value, "url": f"http://127.0.0.1:{self.port}"}])

    def change_key(self, key):
        """What a sign-out everywhere does."""
        db.session.get(Person, self.person).session_key = key
        db.session.commit()
        forget_connections(self.app)

    def open(self):
        page = self.context.new_page()
        page.goto(f"http://127.0.0.1:{self.port}/essais/{self.attempt}")
        return page

    def answer(self, kind):
        item = next(item for item in asked(self.attempt) if item.question.type == kind)
        forget_connections(self.app)
        return item.answer
