"""A list of people: read from what offices send, told line by line, brought in once."""

import codecs
import io
import zipfile

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select, update

from course import jobs
from course.clock import now
from course.cohorts import operations, roster
from course.cohorts.models import Cohort, Membership, RosterFile
from course.cohorts.roster_operations import KEPT
from course.cohorts.spreadsheet import MOST_BYTES, MOST_ROWS, UnreadableError, sheets, text_rows
from course.db import db
from course.mail import Message
from course.people.models import Audit, Person
from tests.pressing import button

LINES = [("email", "nom", "service"), ("awa@exemple.fr", "Awa Diallo", "DDT du Lot"), ("zoe@exemple.fr", "Zoé Œ", "")]


def workbook(lines=LINES) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for line in lines:
        sheet.append(line)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def people(content: bytes) -> list[tuple[str, str, str]]:
    found = roster.read(sheets(content))
    assert found.problems == ()
    return [(line.email, line.name, line.service) for line in found.lines]


def text(separator=";") -> str:
    return "\r\n".join(separator.join(line) for line in LINES)


@pytest.mark.parametrize(
    "content",
    [
        *(text(separator).encode() for separator in ";,\t"),
        codecs.BOM_UTF8 + text().encode(),
        text().encode("cp1252"),
        text("\t").encode("utf-16"),
        workbook(),
        text().encode().replace(b"Awa", b"A\0wa"),
        b"\n\n" + text().replace("\r\n", "\n\n").encode(),
    ],
    ids=["semicolon", "comma", "tab", "bom", "windows", "utf-16", "xlsx", "nul", "blank lines"],
)
def test_every_kind_of_file_that_offices_send_is_read(content):
    assert people(content) == LINES[1:]


@pytest.mark.parametrize(
    "headings",
    [
        "E-mail;Nom complet;Structure",
        "EMAIL;Name;Department",
        "Adresse électronique;Prénom et nom;Service",
        "Mél;Nom;Unit",
    ],
)
def test_columns_are_known_by_their_french_or_english_names(headings):
    assert people(f"{headings}\nawa@exemple.fr;Awa Diallo;DDT".encode()) == [("awa@exemple.fr", "Awa Diallo", "DDT")]


@pytest.mark.parametrize(
    "content",
    [
        "Prénom;Nom de famille;Adresse de courriel\nAwa;Diallo;awa@exemple.fr",
        "firstname,lastname,email\nAwa,Diallo,awa@exemple.fr",
        "ID\tHeure de début\tAdresse de messagerie\tNom\n1\t8:00\tawa@exemple.fr\tAwa Diallo",
        "sep=;\nemail;nom\nawa@exemple.fr;Awa Diallo",
        "Référents de l'Occitanie, promotion 2026\n\nemail;nom\nawa@exemple.fr;Awa Diallo",
    ],
    ids=["moodle", "moodle in english", "forms", "sep", "title"],
)
def test_what_other_programs_write_is_read(content):
    assert people(content.encode()) == [("awa@exemple.fr", "Awa Diallo", "")]


def test_the_list_may_be_on_another_sheet_under_a_title():
    book = Workbook()
    book.active.append(["Mode d'emploi"])
    sheet = book.create_sheet("Liste")
    for row in (["Référents"], ["email", "nom"], ["awa@exemple.fr", "Awa Diallo"]):
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    assert people(content.getvalue()) == [("awa@exemple.fr", "Awa Diallo", "")]


def test_people_copied_from_a_message_are_read():
    found = roster.read([roster.mailboxes('Diallo, Awa <awa@exemple.fr>; "Bo Li" <bo@exemple.fr>\n<lou@exemple.fr>;')])
    assert [(line.email, line.name) for line in found.lines] == [
        ("awa@exemple.fr", "Awa Diallo"),
        ("bo@exemple.fr", "Bo Li"),
    ]
    assert "prénom et le nom" in found.problems[0].message
    assert roster.mailboxes("email;nom\nawa@exemple.fr;Awa") == []


def test_an_excel_file_of_before_2007_is_refused_with_its_cure():
    with pytest.raises(UnreadableError, match=r"\.xls\).*\.xlsx"):
        sheets(b"\xd0\xcf\x11\xe0" + b"\0" * 600)


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#NOM?", "#DIV/0!"])
def test_an_error_of_the_spreadsheet_is_a_line_to_correct(error):
    found = roster.read(sheets(f"email;nom\nawa@exemple.fr;{error}".encode()))
    assert (found.lines, error in found.problems[0].message) == ((), True)


def test_the_page_says_which_columns_were_read_and_who_has_a_namesake(cast):
    operations.join(db.session.get_one(Cohort, cast.cohort), cast.id("alice"), None, now())
    db.session.commit()
    name, former = cast.person("alice").name, cast.person("alice").email
    path = f"/administration/cohortes/{cast.cohort}/inviter"
    sent = button(cast.diane.get(path), "Voir ce que fera").press(
        cast.diane, pasted=f"Courriel;Nom de famille\nautre@exemple.fr;{name}\nfaux;Bo\nbo@exemple.fr;Bo Li"
    )
    page = cast.diane.get(sent.location)
    assert "Colonnes lues" in page.text and "Courriel, Nom de famille" in page.text
    assert f"Même nom que {former}" in page.text.replace("\u00a0", " ")
    button(page, "Envoyer").press(cast.diane)
    jobs.run_waiting()
    after = cast.diane.get(sent.location).text
    assert "n’est pas une adresse complète" in after and "laissées de côté" in after


def test_columns_come_in_any_order_and_others_are_left_alone():
    content = "Téléphone;Nom;Courriel;Prénom\n06;DIALLO;AWA@Exemple.fr;Awa"
    assert people(content.encode()) == [("awa@exemple.fr", "Awa DIALLO", "")]


def test_each_wrong_line_is_told_with_its_number_and_its_cure():
    content = (
        "email;nom;service\nawa@exemple.fr;Awa;\n;Sans Adresse;\npas une adresse;Bo;\nzoe@exemple.fr;;\n"
        "AWA@exemple.fr;Awa encore;\n" + f"lou@exemple.fr;{'x' * 121};\n" + f"mia@exemple.fr;Mia;{'x' * 161}"
    )
    found = roster.read([text_rows(content)])
    assert [line.email for line in found.lines] == ["awa@exemple.fr"]
    told = {problem.number: problem.message for problem in found.problems}
    assert list(told) == [3, 4, 5, 6, 7, 8]
    assert "L'adresse manque" in told[3]
    assert "« pas une adresse » n'est pas une adresse complète" in told[4]
    assert "prénom et le nom" in told[5]
    assert told[6] == "Cette adresse est déjà à la ligne 2."
    assert "120 signes" in told[7] and "160 signes" in told[8]


def test_a_line_number_is_that_of_the_file_even_after_a_cell_on_two_lines():
    found = roster.read([text_rows('email,nom\n"awa@exemple.fr","Awa\nDiallo"\n,Personne')])
    assert [line.name for line in found.lines] == ["Awa Diallo"]
    assert [problem.number for problem in found.problems] == [4]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "vide"),
        (b"nom;service\nAwa;DDT", "Colonne introuvable : email"),
        (b"awa@exemple.fr;Awa", "Colonne introuvable : email, nom"),
        (b"email;nom", "titres de colonnes"),
    ],
)
def test_a_list_without_its_columns_or_its_people_says_what_is_missing(content, why):
    found = roster.read(sheets(content))
    assert found.lines == () and why in found.problems[0].message


def bomb(part: bytes) -> bytes:
    """A workbook whose sheet is this."""
    good, content = zipfile.ZipFile(io.BytesIO(workbook())), io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as bad:
        for name in good.namelist():
            bad.writestr(name, part if name.endswith("sheet1.xml") else good.read(name))
    return content.getvalue()


ENTITY = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 not a zip",
        workbook()[:200],
        bomb(b"<worksheet"),
        bomb(ENTITY + SHEET % b'<row r="1"><c r="A1" t="str"><v>&b;</v></c></row>'),
        bomb(b" " * (MOST_BYTES + 1)),
    ],
    ids=["not a zip", "cut", "broken XML", "entities", "zip bomb"],
)
def test_a_file_that_is_broken_or_made_to_harm_is_refused_with_a_cure(content):
    with pytest.raises(UnreadableError):
        sheets(content)


def test_a_sheet_that_pretends_to_be_immense_costs_little():
    far = bomb(SHEET % b'<row r="1"><c r="XFD1" t="str"><v>x</v></c></row><row r="1048576"><c r="A1048576"/></row>')
    assert sheets(far) == [[]]


def test_a_list_that_is_too_long_is_refused():
    lines = "\n".join(["email;nom", *(f"p{number}@exemple.fr;P" for number in range(MOST_ROWS))])
    with pytest.raises(UnreadableError, match="2000 personnes"):
        text_rows(lines)


# Through the pages.


def address(cast) -> str:
    return f"/administration/cohortes/{cast.cohort}"


def send(cast, **fields) -> str:
    """Send a list; the address of what it would do."""
    response = cast.diane.post(f"{address(cast)}/inviter", data=fields, content_type="multipart/form-data")
    assert response.status_code == 303
    return response.headers["Location"]


def members() -> set[str]:
    there = select(Person.email).join(Membership, Membership.person_id == Person.id)
    return set(db.session.scalars(there))


def test_nothing_happens_before_the_preview_is_accepted(cast):
    shown = send(cast, pasted=text() + "\r\nfaux;X;")
    page = cast.diane.get(shown).text
    assert "Envoyer 2 invitations" in page and "Ligne 4" in page
    assert jobs.run_waiting() == 0
    assert members() == set()


def test_people_are_invited_by_mail_and_brought_in(cast):
    shown = send(cast, file=(io.BytesIO(workbook()), "liste.xlsx"))
    assert cast.diane.post(shown).headers["Location"] == shown
    jobs.run_waiting()
    assert members() == {"awa@exemple.fr", "zoe@exemple.fr"}
    letters = db.session.scalars(select(Message).where(Message.subject.startswith("Votre invitation"))).all()
    assert {letter.recipient for letter in letters} == members()
    assert "La liste est passée" in cast.diane.get(shown).text
    assert db.session.scalars(select(RosterFile.lines)).all() == ["[]"]


def test_importing_twice_changes_nothing(cast):
    for _ in range(2):
        shown = send(cast, pasted=text())
        cast.diane.post(shown)
        jobs.run_waiting()
    counted = [db.session.scalar(select(func.count()).select_from(table)) for table in (Person, Membership)]
    assert counted == [6, 2]
    assert "2 déjà dans la cohorte" in cast.diane.get(shown).text
    assert db.session.scalar(select(func.count()).where(Audit.action == "invited")) == 2


def test_whoever_has_an_account_joins_without_a_new_invitation_and_keeps_their_name(cast):
    name = cast.person("alice").name
    shown = send(cast, pasted="email;nom\nalice@example.org;Autre Nom")
    cast.diane.post(shown)
    jobs.run_waiting()
    assert cast.person("alice").name == name
    letter = db.session.scalars(select(Message)).one()
    assert letter.recipient == "alice@example.org" and "rien n’est à refaire" in letter.html
    assert cast.alice.get(f"/cohortes/{cast.cohort}").status_code == 200


def test_a_closed_account_is_left_aside(cast):
    cast.person("bob").disabled = True
    db.session.commit()
    shown = send(cast, pasted="email;nom\nbob@example.org;Bob\nawa@exemple.fr;Awa")
    assert "accès fermé" in cast.diane.get(shown).text
    cast.diane.post(shown)
    jobs.run_waiting()
    assert members() == {"awa@exemple.fr"}
    assert "1 accès fermé" in cast.diane.get(shown).text


def test_a_long_list_shows_its_progress_and_a_worker_that_dies_loses_nothing(cast, monkeypatch):
    lines = "\n".join(["email;nom", *(f"p{number}@exemple.fr;Personne {number}" for number in range(100))])
    shown = send(cast, pasted=lines)
    cast.diane.post(shown)
    page = cast.diane.get(shown)
    assert "vont partir" in page.text and page.headers["Refresh"] == "2"
    join, count = operations.join, 0

    def dies(*given):
        nonlocal count
        count += 1
        if count == 45:
            raise SystemExit
        return join(*given)

    monkeypatch.setattr(operations, "join", dies)
    with pytest.raises(SystemExit):
        jobs.run_waiting()
    db.session.rollback()
    page = cast.diane.get(shown).text
    assert "40 sur 100" in page and '<progress max="100" value="40"' in page
    db.session.execute(update(jobs.Job).values(alive_at=now() - 2 * jobs.LEASE))
    db.session.commit()
    jobs.run_waiting()
    assert len(members()) == 100
    assert db.session.scalar(select(func.count()).where(Message.subject.startswith("Votre invitation"))) == 100
    assert "100 invitations envoyées" in cast.diane.get(shown).text


def test_fifty_clicks_start_one_job(cast):
    shown = send(cast, pasted=text())
    for _ in range(3):
        cast.diane.post(shown)
    assert db.session.scalar(select(func.count()).where(jobs.Job.kind == "roster")) == 1
    jobs.run_waiting()
    cast.diane.post(shown)
    jobs.run_waiting()
    assert len(members()) == 2


def test_a_list_that_nobody_accepts_is_forgotten(cast, time_machine):
    shown = send(cast, pasted=text())
    time_machine.move_to(now() + KEPT)
    jobs.run_waiting()
    assert cast.diane.get(shown).status_code == 404
    assert db.session.scalar(select(func.count()).select_from(RosterFile)) == 0


@pytest.mark.parametrize("fields", [{}, {"pasted": "  \n "}, {"pasted": 'email;nom\n"ouvert;x'}])
def test_what_cannot_be_read_says_why_beside_the_field_and_stays_typed(cast, fields):
    response = cast.diane.post(f"{address(cast)}/inviter", data=fields, content_type="multipart/form-data")
    assert response.status_code == 422 or "À corriger" in cast.diane.get(response.headers["Location"]).text
    if "ouvert" in fields.get("pasted", ""):
        assert "ouvert;x" in response.text or response.status_code == 303
