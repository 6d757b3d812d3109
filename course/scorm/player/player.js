// The module in its page: one lesson at a time, checks answered in place, the place kept, the status told.

(function (relais) {
  "use strict";

  const { module } = relais;
  const quiz = module.quiz;
  const COMMIT_EVERY = 10000;
  const TYPING = 1500;
  const STANDINGS = {
    closed: "La plateforme de formation n’a pas ouvert la session. Vous pouvez lire, mais votre avancée n’y sera pas enregistrée.",
    browser: "Aucune plateforme de formation n’a été trouvée. Vous pouvez tout faire\u00a0; votre avancée reste dans ce navigateur.",
    memory: "Aucune plateforme de formation n’a été trouvée, et ce navigateur ne garde rien. Vous pouvez tout faire, mais votre avancée sera perdue à la fermeture.",
    lost: "La plateforme de formation n’a pas enregistré votre dernière action. Un nouvel essai sera fait\u00a0; ne fermez pas encore cette page.",
    left: "Vos réponses écrites sont trop longues pour la plateforme\u00a0: les plus longues ne seront pas retrouvées à votre retour.",
    doubt: "La plateforme de formation n’a pas confirmé l’enregistrement de votre dernière action. Rouvrez le module pour voir si elle y est.",
    gone: "Votre avancée est enregistrée. Vous pouvez fermer cette fenêtre.",
  };

  const byKey = (items) => new Map(items.map((item) => [item.key, item]));
  const checks = module.lessons.reduce((all, lesson) => all.concat(lesson.checks), []);
  const known = {
    lessons: new Set(module.lessons.map((lesson) => lesson.name)),
    checks: byKey(checks),
    bank: byKey(quiz ? quiz.bank : []),
  };
  const lms = relais.connect(`relais:scorm:${module.slug}:${quiz ? "entier" : "sans-evaluation"}`);
  const begun = Date.now();
  const before = lms.get("cmi.core.lesson_status");
  const watched = ["review", "browse"].includes(lms.get("cmi.core.lesson_mode"));
  const state = relais.unpack(lms.get("cmi.suspend_data"), known);
  const pages = [...document.querySelectorAll("[data-page]")];
  const standing = document.querySelector("[data-standing]");
  let interactions = Number(lms.get("cmi.interactions._count")) || 0;
  let place = "";
  let dirty = false;
  let moved = false;
  let typing = 0;
  let exam = null;

  function tell(kind) {
    standing.textContent = STANDINGS[kind] || "";
    standing.hidden = !kind;
  }

  // What the system is told: passed or failed by the assessment, passed only when every lesson is finished too.
  function status() {
    const read = module.lessons.every((lesson) => state.done.includes(lesson.name));
    if (!quiz) return read ? "completed" : "incomplete";
    if (state.best !== null && state.best < quiz.pass_mark) return "failed";
    return read && state.best !== null ? "passed" : "incomplete";
  }

  // What was won stays won.
  const kept = (now) => (["passed", "completed"].includes(before) && now !== "passed" ? before : now);

  // True when nothing is left to tell the system.
  function save() {
    clearTimeout(typing);
    if (watched || !lms.open) return watched;
    const packed = relais.pack(state);
    const values = {
      "cmi.core.lesson_location": place.slice(0, 255),
      "cmi.suspend_data": packed.text,
      "cmi.core.lesson_status": kept(status()),
      "cmi.core.session_time": relais.timespan(Date.now() - begun),
      "cmi.core.exit": "suspend",
    };
    if (state.best !== null) {
      Object.assign(values, {
        "cmi.core.score.min": "0",
        "cmi.core.score.max": "100",
        "cmi.core.score.raw": String(Math.floor(state.best * 100) / 100),
      });
    }
    const taken = Object.keys(values).map((name) => lms.set(name, values[name]) || OPTIONAL.has(name));
    const done = taken.every(Boolean) && lms.commit();
    dirty = !done;
    moved = false;
    if (lms.kind === "lms") tell(done ? (packed.left ? "left" : "") : "lost");
    return done;
  }
  const OPTIONAL = new Set(["cmi.core.score.min", "cmi.core.score.max"]);

  function changed() {
    dirty = true;
    progress();
    save();
  }

  // One line of the system's journal; one that it refuses is not insisted upon.
  function journal(id, question, answer) {
    if (watched || !lms.open) return;
    const record = relais.record(question, answer);
    const line = `cmi.interactions.${interactions}`;
    if (!lms.set(`${line}.id`, id.slice(0, 255))) return;
    interactions += 1;
    lms.set(`${line}.type`, record.type);
    lms.set(`${line}.time`, relais.clock(new Date()));
    record.patterns.forEach((pattern, index) => lms.set(`${line}.correct_responses.${index}.pattern`, pattern));
    lms.set(`${line}.weighting`, "1");
    if (record.response) lms.set(`${line}.student_response`, record.response);
    lms.set(`${line}.result`, record.result);
  }

  function onPage(id) {
    const target = document.getElementById(id);
    return target && target.closest("[data-page]");
  }

  // Where one is: a page of the module, and the section of a lesson.
  function show(id, quietly) {
    const page = onPage(id);
    if (!page) return;
    const target = document.getElementById(id);
    for (const other of pages) other.hidden = other !== page;
    document.title = page.dataset.title;
    for (const link of document.querySelectorAll("[data-plan] a")) {
      if (link.hash === `#${page.id}`) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    place = id;
    if (target === page) scrollTo(0, 0);
    else target.scrollIntoView();
    if (!quietly) focusOn(target === page ? page.querySelector("h1") : target);
    dirty = true;
  }

  function focusOn(heading) {
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }

  // The section being read is the last one whose heading has passed the upper third of the window.
  // It is told with what comes next, or when the page is left: many systems stop the page while they save.
  function follow() {
    const page = pages.find((item) => !item.hidden);
    const passed = [...page.querySelectorAll("article h2[id]")].filter((heading) => heading.getBoundingClientRect().top < innerHeight / 3);
    const now = passed.length ? passed[passed.length - 1].id : page.id;
    for (const link of page.querySelectorAll("aside a")) {
      if (link.hash === `#${now}`) link.setAttribute("aria-current", "location");
      else link.removeAttribute("aria-current");
    }
    if (now !== place) {
      place = now;
      moved = true;
    }
  }

  function progress() {
    const total = module.lessons.length;
    const plural = state.done.length > 1 ? "s" : "";
    document.querySelector("[data-progress]").textContent = `${state.done.length} leçon${plural} terminée${plural} sur ${total}`;
    for (const item of document.querySelectorAll("[data-state-of]")) {
      item.textContent = state.done.includes(item.dataset.stateOf) ? " · terminée" : "";
    }
    for (const button of document.querySelectorAll("[data-finish]")) {
      const over = state.done.includes(button.dataset.finish);
      button.hidden = over;
      button.parentElement.querySelector(".done-mark").hidden = !over;
    }
    const won = document.querySelector("[data-won]");
    const now = kept(status());
    won.hidden = !["passed", "completed"].includes(now);
    if (quiz) document.querySelector("[data-exam-state]").textContent = state.best === null ? "" : ` · ${Math.floor(state.best)}\u00a0%`;
  }

  function finishLesson(event) {
    const name = event.currentTarget.dataset.finish;
    if (!state.done.includes(name)) state.done.push(name);
    changed();
    location.hash = event.currentTarget.dataset.next;
  }

  function checkTold(lesson, question, answer) {
    if (answer !== null) journal(`lecon.${lesson.name}.${question.id}`, question, answer);
    changed();
  }

  // Somebody who types is not sent to the system at each sign.
  function saveSoon() {
    dirty = true;
    clearTimeout(typing);
    typing = setTimeout(save, TYPING);
  }

  function examTold(what) {
    if (what === "answer") return saveSoon();
    if (what === "over") {
      state.best = Math.max(state.best === null ? 0 : state.best, exam.score);
      for (const question of exam.questions) journal(`evaluation.${state.tries}.${question.id}`, question, exam.answer(question));
    }
    return changed();
  }

  function leave() {
    const saved = save();
    const over = lms.finish();
    const kept = saved && over;
    tell(["closed", "memory"].includes(lms.kind) ? lms.kind : kept ? "gone" : over ? "doubt" : "lost");
    standing.tabIndex = -1;
    standing.focus();
    if (kept && window.opener) window.close();
  }

  function start() {
    if (!watched && lms.open && ["", "not attempted"].includes(before)) lms.set("cmi.core.lesson_status", "incomplete");
    relais.checks(module, state, checkTold);
    const page = document.querySelector("#evaluation");
    if (page) exam = new relais.Assessment(page, quiz, state, examTold);
    for (const button of document.querySelectorAll("[data-finish]")) button.addEventListener("click", finishLesson);
    document.querySelector("[data-leave]").addEventListener("click", leave);
    if (lms.kind !== "lms") tell(lms.kind);
    progress();
    const hash = decodeURIComponent(location.hash.slice(1));
    const last = lms.get("cmi.core.lesson_location");
    show("sommaire", true);
    show(onPage(hash) ? hash : last, true);
    save();
  }

  start();
  addEventListener("hashchange", () => show(decodeURIComponent(location.hash.slice(1))));
  addEventListener("scroll", follow, { passive: true });
  addEventListener("pagehide", () => {
    save();
    lms.finish();
  });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  document.addEventListener("visibilitychange", () => { if (document.hidden && (dirty || moved)) save(); });
  setInterval(() => { if (dirty) save(); }, COMMIT_EVERY);
}(window.relais));
