// A scenario: its next step comes in place. Without this file, « Continuer » brings the whole page back.
// A choice changed at an earlier step takes away what came after it, as the server does.

document.addEventListener("change", ({ target }) => {
  const moment = target.closest("[data-way] > .moment");
  if (!moment) return;
  moment.querySelector("[role=alert]")?.remove();
  while (moment.nextElementSibling.matches(".moment, [data-ended]")) moment.nextElementSibling.remove();
}, { capture: true });

document.addEventListener("submit", (event) => {
  const way = event.submitter?.closest("[data-attempt] [data-way]");
  if (!way) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!undecided(way)) follow(way);
}, { capture: true });

// The whole answer is sent here too, so that what comes back is what this very choice brings.
async function follow(way) {
  const question = way.closest("[data-position]");
  const { form } = question;
  const names = new Set(["csrf_token", ...[...question.elements].map((control) => control.name)]);
  const body = new URLSearchParams([...new FormData(form)].filter(([name]) => names.has(name)));
  const headers = { "X-Fragment": "1", Accept: "text/html" };
  try {
    const address = `${form.action}/reponses/${question.dataset.position}`;
    const response = await fetch(address, { method: "POST", body, headers, redirect: "error" });
    if (!response.ok) throw new Error(response.status);
    const holder = document.createElement("template");
    holder.innerHTML = await response.text();
    way.replaceWith(holder.content.querySelector("[data-way]"));
    arrive(question);
  } catch {
    say(way.querySelector(".moment:last-of-type"), "La suite n’est pas arrivée. Vérifiez la connexion, puis recommencez.");
  }
}

// True, and said, when the step reached waits for a choice.
export function undecided(root) {
  const moment = root.querySelector("[data-way] > .moment:last-of-type");
  if (!moment || moment.querySelector(":checked")) return false;
  say(moment, "Choisissez d’abord ce que vous faites.");
  return true;
}

// Take the reader to what has just come: the verdict, the step to decide, the end.
export function arrive(root, first = "[data-now] legend") {
  const place = [first, "[data-now] legend", "[data-ended]", "legend"].map((kind) => root.querySelector(kind)).find(Boolean);
  place.tabIndex = -1;
  place.focus();
}

function say(moment, text) {
  moment.querySelector("[role=alert]")?.remove();
  const line = document.createElement("p");
  line.setAttribute("role", "alert");
  line.className = "error";
  line.textContent = text;
  moment.append(line);
}
