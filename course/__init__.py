"""Relais, from the top down: a layer imports those below it, never above (import-linter holds it).

cli             the `relais` command
demo            the demonstration: a region of invented people made from a seed, sign-in links, loopback only
preview         the content as it is being written, for its authors, loopback only
server          Granian and the job workers
backup          a copy of the instance that one may put back
front           between Granian and Flask: bodies read whole, under a deadline, before anything works for them
app             create_app(): configuration, extensions, blueprints, errors
digest          the weekly digest: what is next, what is due, who needs a coach
coaching        the coach's Monday: who needs me this week and why; notes, letters, appointments
tracking        what coaches follow: a roll-up row per person, the grid, a person's page, the mirror
onboarding      joining, at the start or mid-way: the welcome, and the plan computed backwards from what is coming
path            the learner's own pages: home, « pourquoi 62 % », a module's presentation
handouts        documents to take away: a sheet, an agenda, a whole module
scorm           a module as a SCORM 1.2 package, which grades in the browser
certificates    attestations and their public check page; sole importer of weasyprint
workshops       workshops of a cohort: reminders, attendance, history, and each person's calendar
progress        catalog (modules + quizzes + methods, cross-checked), and the one computation of progress
hall            the capsule played, alone or in a hall: sessions, words left without a name, walls
search          finds a passage: lessons by section, sheets, the capsule
statistics      what a question is worth, from the answers really given
exchange        questions that come from Moodle and go there, and banks that travel as files
agendas         « Mon déroulé »: minuted agendas, made of rows and of method sheets
competences     reads the grid: each competence in described levels, the placement test's blueprint
modules         reads /modules: lessons become pages; who read what, and where they stopped
quizzes         reads /quizzes: attempts drawn from the banks
methods         reads /modules/methodes: the sheets and their finder
practice        « 5 minutes pour réviser »: what one missed comes back, less and less often
questions       the question types: schema, grading, reading a form, rendering
waivers         what a person need not follow, and who decided it
cohorts         cohorts, who belongs to them, who coaches them and until when
people          persons, sign-in, invitations, roles
mail            the outbox
jobs            background work: rows and their visible progress, woken by huey
web             what every page shares: access, fragments, navigation
db              where SQLAlchemy meets Flask
postgresql, patience  how long a process waits for its database, and what it does when it waited in vain
orphans         a process ends with the one that started it
warm            what a start makes of the content is kept for the next one
richtext        Markdown in, clean HTML out
per_thread      what each thread opens for itself, and who closes it
typed           what people type, without the signs that nobody sees
config, home, clock, problems, typography   settings, folders, time, located problems, French spaces
"""
