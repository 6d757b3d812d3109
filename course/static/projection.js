// One slide at a time, by the arrows, the space bar, a presenter's remote or the buttons.
// Without this file the slides stand one under the other, each as high as the screen.

import "./wall.js";

const projection = document.querySelector("[data-projection]");
const slides = [...projection.querySelectorAll(".slide")];
const moves = document.querySelector("[data-moves]");
const STEPS = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, " ": 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1 };
let current = 0;

function show(index) {
  current = Math.max(0, Math.min(slides.length - 1, index));
  slides.forEach((slide, place) => slide.toggleAttribute("data-now", place === current));
  moves.querySelector("[data-where]").textContent = `${current + 1} sur ${slides.length}`;
  moves.querySelector("[data-back]").disabled = current === 0;
  moves.querySelector("[data-forth]").disabled = current === slides.length - 1;
  history.replaceState(null, "", `#${slides[current].id}`);
  scrollTo(0, 0);
}

const named = () => slides.findIndex((slide) => `#${slide.id}` === location.hash);

document.addEventListener("keydown", (event) => {
  const pressing = event.key === " " && event.target.closest("button, a");
  if (event.altKey || event.ctrlKey || event.metaKey || pressing || !(event.key in STEPS)) return;
  event.preventDefault();
  show(current + STEPS[event.key]);
});
moves.querySelector("[data-back]").addEventListener("click", () => show(current - 1));
moves.querySelector("[data-forth]").addEventListener("click", () => show(current + 1));
moves.querySelector("[data-full]").addEventListener("click", () => {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen();
});
addEventListener("hashchange", () => { if (named() >= 0) show(named()); });

projection.setAttribute("data-on", "");
moves.hidden = false;
show(Math.max(0, named()));
