// A word sent over a hall's crowded network: tried again until the server has answered, with the same token,
// so that it is neither lost nor counted twice. Without this file the form sends itself.

const PATIENCE = 10000;
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-word]")) return;
  event.preventDefault();
  if (form.dataset.sending) return;
  form.dataset.sending = "1";
  form.elements.mot.readOnly = true;
  const note = form.querySelector("[data-note]");
  note.textContent = "Envoi…";
  const body = new URLSearchParams(new FormData(form));
  for (let pause = 1000; ; pause = Math.min(2 * pause, 8000)) {
    const page = await send(form.action, body);
    if (page) return show(form, page);
    note.textContent = "Le réseau hésite. Votre mot est gardé ici : nouvel essai…";
    await sleep(pause * (0.5 + Math.random()));
  }
});

// The answer's page; null when there is none, or when the server says that it is too busy.
async function send(address, body) {
  try {
    const answer = await fetch(address, { method: "POST", body, signal: AbortSignal.timeout(PATIENCE) });
    return answer.status < 500 ? await answer.text() : null;
  } catch {
    return null;
  }
}

function show(form, html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const region = form.closest("[data-region]");
  const fresh = page.querySelector("[data-region]") || page.querySelector("main > *");
  region.replaceChildren(...fresh.childNodes);
  (region.querySelector("[aria-invalid]") || region).focus();
}
