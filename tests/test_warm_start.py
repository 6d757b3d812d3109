"""What a start made of the content serves the next one, and is made again when anything differs."""

import json

from course import richtext
from course.warm import rendered_once, warm_folder


def kept(folder):
    return json.loads((folder / "markdown.json").read_text(encoding="utf-8"))


def rendered(folder, text):
    with rendered_once(folder):
        return richtext.to_html(text)


def test_a_text_rendered_at_a_former_start_is_read_and_not_made(tmp_path):
    folder = warm_folder(tmp_path)
    made = rendered(folder, "Un **mot**.")
    (name,) = kept(folder)
    (folder / "markdown.json").write_text(json.dumps({name: "<p>gardé</p>"}), encoding="utf-8")
    assert made == "<p>Un <strong>mot</strong>.</p>"
    assert rendered(folder, "Un **mot**.") == "<p>gardé</p>"
    assert richtext.to_html("Un **mot**.") == made


def test_a_text_that_is_no_longer_written_is_forgotten(tmp_path):
    folder = warm_folder(tmp_path)
    rendered(folder, "Avant.")
    rendered(folder, "Après.")
    assert list(kept(folder).values()) == ["<p>Après.</p>"]


def test_a_damaged_file_is_made_again(tmp_path):
    folder = warm_folder(tmp_path)
    (folder / "markdown.json").write_bytes(b"\xff{")
    assert rendered(folder, "Entier.") == "<p>Entier.</p>"
    assert list(kept(folder).values()) == ["<p>Entier.</p>"]


def test_what_another_version_of_the_code_made_is_removed(tmp_path, monkeypatch):
    before = warm_folder(tmp_path)
    monkeypatch.setattr("course.warm.version", lambda _part: "another")
    after = warm_folder(tmp_path)
    assert after != before
    assert not before.exists()


def test_the_application_keeps_what_it_rendered_of_its_lessons(app, settings):
    folder = warm_folder(settings.instance)
    assert len(kept(folder)) >= len(app.extensions["relais_lesson_pages"].lessons)
