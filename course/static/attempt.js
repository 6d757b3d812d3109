// The open attempt saves itself: each change is kept in this browser, sent at once, and sent again until
// the server has it. Without this file, « Enregistrer mes réponses » does the same by hand.

import { countdown } from "./countdown.js";

const form = document.querySelector("form[data-attempt]");
const token = form.elements.csrf_token;
const note = form.querySelector("[data-note]");
const count = form.querySelector("[data-count]");
const bar = form.querySelector("progress");
const LONGEST_WAIT = 30_000;
const TROUBLES = {
  away: "Connexion perdue. Vos réponses sont gardées sur cet appareil et partiront dès son retour.",
  out: "Votre session a expiré. Vos réponses sont gardées sur cet appareil et partiront dès que vous serez de nouveau connecté.",
};
let over = false;
let timeIsUp = false;
let leaving = false;

class Question {
  constructor(fieldset) {
    this.fieldset = fieldset;
    this.position = fieldset.dataset.position;
    this.line = fieldset.querySelector("[data-saved]");
    this.was = fieldset.querySelector("[name$='-was']");
    this.key = keyOf(this.position);
    this.unsent = kept(this.key);
    this.trouble = null;
    this.wait = 0;
    if (this.unsent !== null) {
      this.show(new URLSearchParams(this.unsent));
      this.send();
    }
    fieldset.addEventListener("change", () => this.changed(0));
    fieldset.addEventListener("input", (event) => { if (event.target.type === "text") this.changed(800); });
  }

  controls() {
    return [...this.fieldset.elements].filter((control) => control.name && control.type !== "hidden");
  }

  body() {
    const names = new Set(this.controls().map((control) => control.name));
    return new URLSearchParams([...new FormData(form)].filter(([name]) => names.has(name))).toString();
  }

  get answered() {
    return [...new URLSearchParams(this.body())].some(([name, value]) => value.trim() && !name.endsWith("-sure"));
  }

  show(values) {
    for (const control of this.controls()) {
      const given = values.getAll(control.name);
      if (control.type === "radio" || control.type === "checkbox") control.checked = given.includes(control.value);
      else control.value = given[0] ?? "";
    }
  }

  changed(delay) {
    const body = this.body();
    if (this.unsent === null && body === this.saved) return;
    this.unsent = body;
    keep(this.key, this.unsent);
    this.later(delay);
  }

  later(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), delay);
  }

  // One request at a time, so that an older answer never arrives after a newer one.
  async send() {
    if (this.sending || this.unsent === null || over) return;
    this.sending = true;
    const body = this.unsent;
    const { kind, message, mark } = await post(`${form.action}/reponses/${this.position}`, body);
    this.sending = false;
    this.trouble = kind;
    if (mark) this.was.value = mark;
    if (this.trouble === "over") close();
    else if (this.trouble === "checked") this.finished("Déjà vérifiée sur un autre appareil : rechargez la page pour lire le retour.");
    else if (this.trouble === "late") this.finished("Arrivée après la fin.");
    else if (this.trouble === "unread") this.refused(message);
    else if (this.trouble) this.later(this.wait = Math.min(2 * this.wait || 1000, LONGEST_WAIT));
    else this.acknowledged(body, message);
    report();
  }

  // The server never offered this: nothing was kept, and to send it again would change nothing.
  refused(why) {
    this.unsent = null;
    keep(this.key, null);
    this.say(why);
  }

  // Beside the answer, why it cannot be read; nothing takes it away.
  say(words) {
    const control = this.fieldset.querySelector(".typed input");
    this.fieldset.querySelectorAll("[data-doubt]").forEach((line) => line.remove());
    control?.removeAttribute("aria-invalid");
    control?.removeAttribute("aria-describedby");
    if (!words) return;
    const line = document.createElement("p");
    Object.assign(line, { className: "error", id: `q${this.position}-doubt`, textContent: words });
    line.dataset.doubt = "";
    line.setAttribute("role", "alert");
    control?.setAttribute("aria-invalid", "true");
    control?.setAttribute("aria-describedby", line.id);
    if (control) control.closest(".typed").after(line);
    else this.line.before(line);
  }

  // Nothing more changes here: another device had this answer checked, or its time is over.
  finished(why) {
    this.unsent = null;
    keep(this.key, null);
    this.fieldset.disabled = true;
    this.line.textContent = why;
  }

  acknowledged(body, doubt) {
    this.wait = 0;
    this.saved = body;
    if (this.unsent !== body) return this.later(0);
    this.unsent = null;
    keep(this.key, null);
    this.say(doubt);
    this.fieldset.toggleAttribute("data-answered", this.answered);
    this.line.textContent = this.answered ? `Enregistré à ${time()}` : "";
  }
}

// What went wrong, its `kind`: null when the answer is saved, with the `mark` that says which one this page now shows;
// « over », « checked », « late » or « unread » for good; « out » (nobody, or somebody else, is signed in) and « away » until the next try.
async function post(address, body) {
  const headers = { "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8", Accept: "application/json" };
  const full = `${body}&csrf_token=${encodeURIComponent(token.value)}`;
  try {
    const response = await fetch(address, { method: "POST", body: full, headers, redirect: "manual", keepalive: true });
    if (response.ok) return { kind: null, message: response.status === 200 ? (await response.json()).message : "", mark: response.headers.get("X-Answer-Mark") };
    if ([409, 422].includes(response.status)) return await response.json();
    if (response.status === 401 || response.status === 404 || response.type === "opaqueredirect") return { kind: "out" };
    return { kind: response.status === 400 ? await renew() : "away" };
  } catch {
    return { kind: "away" };
  }
}

// A new session has a new token: take it from the page itself, and try again.
async function renew() {
  const response = await fetch(form.action, { headers: { Accept: "text/html" } });
  if (response.redirected || response.status === 401) return "out";
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  token.value = page.querySelector("[name=csrf_token]")?.value ?? token.value;
  return "away";
}

function report() {
  const troubles = questions.map((question) => question.unsent !== null && question.trouble);
  const trouble = over ? "over" : ["out", "away"].find((kind) => troubles.includes(kind)) ?? "";
  const done = checked.length + questions.filter((question) => question.fieldset.hasAttribute("data-answered")).length;
  const plural = done > 1 ? "s" : "";
  count.textContent = `${done} réponse${plural} sur ${checked.length + questions.length} enregistrée${plural}`;
  bar.value = done;
  if (note.dataset.note !== trouble) tell(trouble);
  if (timeIsUp) leave();
}

// Nothing can be changed any more; what was typed before still leaves, then the result is asked for.
function end() {
  timeIsUp = true;
  for (const question of questions) question.fieldset.disabled = true;
  sendAll();
  leave();
}

function leave() {
  if (leaving || over || questions.some((question) => question.unsent !== null)) return;
  const last = document.querySelector("[data-over]");
  leaving = true;
  last.elements.csrf_token.value = token.value;
  last.submit();
}

function tell(trouble) {
  note.dataset.note = trouble;
  note.textContent = TROUBLES[trouble] ?? "";
  if (trouble === "out") note.append(" ", link("Se connecter dans un nouvel onglet", true));
  if (trouble === "over") note.append("Cet essai est terminé\u00a0: vos réponses ne changent plus. ", link("Voir le résultat"));
}

function link(words, apart = false) {
  const anchor = document.createElement("a");
  anchor.href = form.action;
  anchor.textContent = words;
  if (apart) Object.assign(anchor, { target: "_blank", rel: "noopener" });
  return anchor;
}

function close() {
  over = true;
  for (const question of questions) {
    question.unsent = null;
    keep(question.key, null);
    question.fieldset.disabled = true;
  }
}

function time() {
  const moment = { timeZone: form.dataset.zone, hour: "numeric", minute: "2-digit" };
  return new Date().toLocaleTimeString("fr-FR", moment).replace(":", "\u00a0h\u00a0");
}

function keyOf(position) {
  return `relais:essai:${form.dataset.attempt}:${position}`;
}

// Storage may be refused or full: answers are then only in the page, as in any form.
function keep(key, body) {
  try {
    if (body === null) localStorage.removeItem(key);
    else localStorage.setItem(key, body);
  } catch { /* nothing more can be done */ }
}

function kept(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function sendAll() {
  for (const question of questions) question.later(0);
}

const checked = [...form.querySelectorAll("[data-final]")];
for (const section of checked) keep(keyOf(section.dataset.final), null);
const questions = [...form.querySelectorAll("fieldset[data-position]")].map((fieldset) => new Question(fieldset));
form.querySelector("[data-by-hand]").hidden = true;
report();
const clock = form.querySelector("[data-deadline]");
if (clock) countdown(clock, end);

form.addEventListener("submit", (event) => {
  leaving = ["finish", "check"].includes(event.submitter?.name);
  if (leaving) return;
  event.preventDefault();
  sendAll();
});
addEventListener("online", sendAll);
document.addEventListener("visibilitychange", sendAll);
// A page that the browser gives back from its memory may show what another page has changed since.
addEventListener("pageshow", ({ persisted }) => {
  leaving = false;
  const back = persisted || performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  if (back && questions.every((question) => question.unsent === null)) location.reload();
});
addEventListener("beforeunload", (event) => {
  if (!leaving && questions.some((question) => question.unsent !== null)) event.preventDefault();
});
