// Items to match: each proposal may also be dragged to its place, by mouse or by finger.
// The lists to choose from stay: the keyboard uses them, and they are what the form sends.

import { drag } from "./ordering.js";

export function enhance(root) {
  for (const match of root.querySelectorAll("[data-matching]:not(.draggable)")) new Matching(match);
}

class Matching {
  constructor(match) {
    this.match = match;
    match.classList.add("draggable");
    this.status = document.createElement("p");
    this.status.className = "saved";
    this.status.setAttribute("role", "status");
    match.append(this.status);
    for (const item of match.querySelectorAll(".letters li")) {
      const grip = document.createElement("span");
      grip.className = "grip";
      grip.setAttribute("aria-hidden", "true");
      item.prepend(grip);
    }
    match.addEventListener("pointerdown", (event) => {
      const item = event.target.closest(".letters li");
      if (item) drag(event, item, { move: (x, y) => this.carry(item, x, y), drop: () => this.put(item), cancel: () => this.leave(item) });
    });
  }

  // The item follows the pointer; the place under it is the one that would take it.
  carry(item, x, y) {
    this.start ??= { x: x + scrollX, y: y + scrollY };
    item.style.translate = `${x + scrollX - this.start.x}px ${y + scrollY - this.start.y}px`;
    const place = document.elementsFromPoint(x, y).find((element) => element.matches(".pair"));
    this.aim(this.match.contains(place) ? place : null);
  }

  aim(place) {
    this.aimed?.classList.remove("aimed");
    this.aimed = place;
    place?.classList.add("aimed");
  }

  put(item) {
    const place = this.aimed;
    this.leave(item);
    if (!place) return;
    const list = place.querySelector("select");
    list.selectedIndex = [...item.parentElement.children].indexOf(item) + 1;
    this.status.textContent = `${place.querySelector("span").textContent}\u00a0: ${list.selectedOptions[0].textContent}`;
    list.dispatchEvent(new Event("change", { bubbles: true }));
  }

  leave(item) {
    this.start = null;
    item.style.translate = "";
    this.aim(null);
  }
}

enhance(document);
