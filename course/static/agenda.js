// Comfort in an agenda: what is typed saves itself, and the clocks, the total and the spare time follow.
// Without this file every button of the form still saves the whole page.

const form = document.querySelector("form.agenda");
const note = form.querySelector("[data-note]");
let timer = 0;
let changed = false;
let sending = null;

form.addEventListener("input", (event) => {
  if (event.target.name === "fiche") return;
  changed = true;
  clearTimeout(timer);
  timer = setTimeout(save, 1200);
});

async function save() {
  clearTimeout(timer);
  if (sending) await sending;
  if (!changed) return;
  changed = false;
  sending = send();
  await sending;
  sending = null;
}

async function send() {
  try {
    const answer = await post(false);
    const body = await answer.json();
    if (answer.ok) show(body);
    else say(body.message);
  } catch {
    changed = true;
    say("Pas encore enregistré. Vérifiez la connexion ; ce que vous avez saisi reste ici.");
  }
}

function post(keepalive) {
  const body = new URLSearchParams(new FormData(form));
  return fetch(form.action, { method: "POST", body, keepalive, headers: { Accept: "application/json" } });
}

function show({ mark, clocks, spent, spare, printed }) {
  form.elements.mark.value = mark;
  form.querySelectorAll("[data-clock]").forEach((place, index) => { place.textContent = clocks[index]; });
  form.querySelector("[data-spent]").textContent = spent;
  form.querySelector("[data-spare]").textContent = spare;
  document.querySelector(".printed").outerHTML = printed;
  say("Enregistré.");
}

function say(text) {
  note.textContent = text;
}

// A button pressed while a save is on its way waits for it, so that the page it sends is the latest.
form.addEventListener("submit", async (event) => {
  clearTimeout(timer);
  if (sending) {
    event.preventDefault();
    await sending;
    sending = null;
    form.requestSubmit(event.submitter);
    return;
  }
  changed = false;
});

addEventListener("pagehide", () => { if (changed && !sending) post(true); });
