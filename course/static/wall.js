// A wall that follows the words as they arrive, and fits its screen.
// Without this file the page shows the words there were when it opened.

const PAUSE = 2000;
const DENSITIES = ["", "tight", "tighter"];

const wall = document.querySelector("[data-wall]");
const list = wall.querySelector("[data-words]");
const model = wall.querySelector("[data-word-template]").content.firstElementChild;
const part = (name) => wall.querySelector(`[data-${name}]`);
const items = new Map([...list.children].map((item) => [item.dataset.key, item]));
let unlisted = Number(part("others-count").textContent);
let ranked = [...items.keys()];
let turn = 0;

wall.setAttribute("data-live", "");
new ResizeObserver(fit).observe(list);

function show({ words, voices, others, open }) {
  const keys = new Set(words.map(([key]) => key));
  for (const [key, item] of items) {
    if (!keys.has(key)) {
      item.remove();
      items.delete(key);
    }
  }
  words.forEach((word) => place(...word));
  ranked = [...keys];
  unlisted = others;
  part("voices").textContent = voices.toLocaleString("fr-FR");
  part("voices-word").textContent = voices > 1 ? "mots" : "mot";
  part("shut").hidden = open;
  fit();
}

function place(key, text, count, size) {
  const item = items.get(key) || list.appendChild(model.cloneNode(true));
  items.set(key, item);
  item.dataset.key = key;
  item.dataset.size = size;
  item.querySelector("[data-text]").textContent = text;
  item.querySelector("[data-count]").textContent = count > 1 ? `×${count}` : "";
  const button = item.querySelector("button");
  if (button) button.value = key;
}

// Smaller words first, then fewer: the least shared, and of those the oldest, leave the screen.
function fit() {
  if (!list.clientHeight) return;
  ranked.forEach((key) => { items.get(key).hidden = false; });
  for (const density of DENSITIES) {
    list.dataset.density = density;
    if (fits()) break;
  }
  let hidden = 0;
  while (!fits() && hidden < ranked.length) {
    hidden += 1;
    items.get(ranked.at(-hidden)).hidden = true;
  }
  const count = unlisted + hidden;
  part("others").hidden = !count;
  part("others-count").textContent = count.toLocaleString("fr-FR");
  part("others-s").textContent = count > 1 ? "s" : "";
}

const fits = () => list.scrollHeight <= list.clientHeight + 1;

async function follow() {
  const mine = ++turn;
  try {
    const answer = await fetch(wall.dataset.wall, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.status);
    const found = await answer.json();
    if (mine !== turn) return;
    show(found);
    part("lost").hidden = true;
  } catch {
    part("lost").hidden = false;
  }
  if (mine === turn) setTimeout(() => { if (mine === turn) follow(); }, PAUSE);
}

// The animator takes a word off with one press, and puts it back with another.
part("moderate")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const { name, value } = event.submitter;
  const text = items.get(value)?.querySelector("[data-text]").textContent;
  const body = new URLSearchParams(new FormData(form, event.submitter));
  const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null);
  part("undo").hidden = Boolean(answer?.ok) && name === "show";
  part("undone").textContent = answer?.ok ? `« ${text} » est retiré du mur.` : "Le mot n’a pas bougé. Recommencez.";
  const back = part("undo").querySelector("button");
  back.hidden = !answer?.ok;
  if (answer?.ok && name === "remove") back.value = value;
  follow();
});

fit();
setTimeout(follow, PAUSE);
