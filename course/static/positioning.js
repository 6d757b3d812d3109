// A positioning saves itself at each change. Without this file, the buttons of each step do the same.

const form = document.querySelector("form[data-saves]");
const note = form.querySelector("[data-note]");
let timer = 0;
let sending = Promise.resolve();

form.addEventListener("input", (event) => {
  clearTimeout(timer);
  timer = setTimeout(() => { sending = sending.then(save); }, event.target.matches("textarea, [type=text]") ? 1000 : 0);
});

async function save() {
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { "X-Fragment": "1" } });
    note.textContent = answer.status === 204 ? "Enregistré." : "Pas enregistré. Rechargez la page.";
  } catch {
    note.textContent = "Pas encore enregistré : la connexion manque. Le bouton enregistre aussi.";
  }
}
