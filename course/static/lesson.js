// Comfort in a lesson: answers checked in place, the current section marked and remembered.
// Without this file every form still works by itself.

import { enhance as enhanceMatching } from "./matching.js";
import { enhance as enhanceOrdering } from "./ordering.js";
import { arrive, undecided } from "./scenario.js";

const reading = document.querySelector(".reading");
const token = document.querySelector(".place [name=csrf_token]").value;

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form.check")) return;
  event.preventDefault();
  if (undecided(form)) return;
  const body = new URLSearchParams(new FormData(form, event.submitter));
  if (!event.submitter.name && [...body].every(([name, value]) => name === "csrf_token" || !value)) {
    return say(form, "Choisissez ou écrivez une réponse avant de vérifier.");
  }
  try {
    const response = await fetch(form.action, { method: "POST", body, headers: { "X-Fragment": "1", Accept: "text/html" } });
    if (!response.ok && response.status !== 422) throw new Error(response.status);
    const holder = document.createElement("template");
    holder.innerHTML = await response.text();
    const fresh = holder.content.querySelector("form");
    form.replaceWith(fresh);
    enhanceOrdering(fresh);
    enhanceMatching(fresh);
    const unread = fresh.querySelector("[aria-invalid]");
    if (unread) unread.focus();
    else arrive(fresh, ".verdict");
  } catch {
    say(form, "La réponse n’est pas partie. Vérifiez la connexion, puis recommencez.");
  }
});

function say(form, text) {
  let line = form.querySelector("[role=alert]");
  if (!line) {
    line = document.createElement("p");
    line.setAttribute("role", "alert");
    line.className = "error";
    form.querySelector(".actions").before(line);
  }
  line.textContent = text;
}

// The section being read is the last one whose heading has passed the upper third of the window.
const headings = [...reading.querySelectorAll("article h2[id]")];
const links = new Map([...reading.querySelectorAll("aside a")].map((link) => [link.hash.slice(1), link]));
let current = "";
let kept = "";

function place() {
  const passed = headings.filter((heading) => heading.getBoundingClientRect().top < innerHeight / 3);
  const id = passed.length ? passed.at(-1).id : "";
  if (id === current) return;
  links.get(current)?.removeAttribute("aria-current");
  links.get(id)?.setAttribute("aria-current", "location");
  current = id;
  remaining();
}

function keep() {
  if (current === kept) return;
  kept = current;
  const body = new URLSearchParams({ csrf_token: token, section: current });
  fetch(reading.dataset.place, { method: "POST", body, keepalive: true, headers: { "X-Fragment": "1", Accept: "application/json" } })
    .then((response) => { if (!response.ok) kept = null; })
    .catch(() => { kept = null; });
}

function remaining() {
  const article = reading.querySelector("article").getBoundingClientRect();
  const share = Math.min(1, Math.max(0, (article.bottom - innerHeight / 3) / article.height));
  const minutes = Math.ceil(share * reading.dataset.minutes);
  const line = reading.querySelector(".remaining");
  line.hidden = minutes < 1;
  line.textContent = `Il vous reste environ ${minutes}\u00a0minute${minutes > 1 ? "s" : ""}.`;
}

addEventListener("scroll", place, { passive: true });
addEventListener("pagehide", keep);
document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); });
setInterval(keep, 5000);
place();
remaining();
