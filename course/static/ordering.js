// Steps to put in order: a list moved with buttons or dragged, in place of one rank to choose per step.
// The ranks stay in the page, out of sight, so the form sends the same fields as without this file.

export function enhance(root) {
  for (const list of root.querySelectorAll("[data-ordering]:not(.movable)")) new Ordering(list);
}

class Ordering {
  constructor(list) {
    this.list = list;
    list.classList.add("movable");
    this.status = document.createElement("p");
    this.status.className = "saved";
    this.status.setAttribute("role", "status");
    list.after(this.status);
    list.addEventListener("pointerdown", (event) => { if (event.target.closest(".step")) this.grab(event); });
    for (const step of list.children) {
      const grip = document.createElement("span");
      grip.className = "grip";
      grip.setAttribute("aria-hidden", "true");
      step.prepend(grip);
      const buttons = document.createElement("span");
      buttons.className = "moves";
      buttons.append(this.button(step, "Monter", "↑", -1), this.button(step, "Descendre", "↓", 1));
      step.append(buttons);
    }
    this.arrange();
  }

  button(step, word, arrow, by) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = arrow;
    button.setAttribute("aria-label", `${word} : ${text(step)}`);
    button.title = word;
    button.addEventListener("click", () => this.move(step, by));
    return button;
  }

  // Show the order that the ranks give, when they give one.
  arrange() {
    const steps = [...this.list.children];
    const ranks = steps.map((step) => rank(step).value);
    if (ranks.every((value) => value !== "") && new Set(ranks).size === steps.length) {
      this.list.append(...steps.sort((one, other) => rank(one).value - rank(other).value));
      this.list.classList.add("ranked");
    } else {
      this.status.textContent = "L’ordre affiché ne compte pas encore\u00a0: déplacez une étape pour répondre.";
    }
  }

  // It is the neighbour that moves in the page: the button pressed keeps the focus, and the step dragged the pointer.
  swap(step, by) {
    const neighbour = by < 0 ? step.previousElementSibling : step.nextElementSibling;
    if (neighbour) by < 0 ? step.after(neighbour) : step.before(neighbour);
  }

  move(step, by) {
    this.swap(step, by);
    this.settle(step);
  }

  settle(step) {
    const steps = [...this.list.children];
    steps.forEach((item, index) => { rank(item).value = index; });
    this.list.classList.add("ranked");
    this.status.textContent = `${text(step)}\u00a0: rang ${steps.indexOf(step) + 1} sur ${steps.length}.`;
    rank(step).dispatchEvent(new Event("change", { bubbles: true }));
  }

  grab(event) {
    const step = event.target.closest(".step");
    const before = [...this.list.children];
    const moved = () => before.some((item, index) => item !== this.list.children[index]);
    drag(event, step, {
      move: (_, y) => this.follow(step, y),
      drop: () => { if (moved()) this.settle(step); },
      cancel: () => this.list.append(...before),
    });
  }

  // The step passes a neighbour when the pointer passes the middle of it.
  follow(step, y) {
    const middle = (item) => item.getBoundingClientRect().top + item.offsetHeight / 2;
    while (step.previousElementSibling && y < middle(step.previousElementSibling)) this.swap(step, -1);
    while (step.nextElementSibling && y > middle(step.nextElementSibling)) this.swap(step, 1);
  }
}

const EDGE = 48;

// Hold something and move it: a mouse from anywhere on it, a finger or a pen by its handle, for elsewhere they scroll.
export function drag(event, held, { move, drop, cancel }) {
  const by = event.pointerType === "mouse" ? !event.target.closest("button, select") : event.target.closest(".grip");
  if (!by || event.button) return;
  const over = new AbortController();
  const listen = (name, act) => held.addEventListener(name, act, { signal: over.signal });
  const end = (act) => () => {
    over.abort();
    held.classList.remove("dragged");
    act();
  };
  held.setPointerCapture(event.pointerId);
  held.classList.add("dragged");
  listen("pointermove", ({ clientX, clientY }) => {
    move(clientX, clientY);
    if (clientY < EDGE) scrollBy(0, -EDGE / 4);
    if (clientY > innerHeight - EDGE) scrollBy(0, EDGE / 4);
  });
  listen("pointerup", end(drop));
  listen("pointercancel", end(cancel));
}

const rank = (step) => step.querySelector("select");
const text = (step) => step.querySelector(".text").textContent;

enhance(document);
