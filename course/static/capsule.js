// Plays the capsule's four scenes one after the other: each is drawn in less than five seconds, then stays.
// Without this file the scenes stand one under the other, each with its text.

const DRAWN = 3600; // milliseconds until the last line of a scene begins to appear
const LINE = 500;
const STAYS = 9000; // from the beginning of a scene to the next
const still = matchMedia("(prefers-reduced-motion: reduce)");

const sequence = document.querySelector("[data-sequence]");
const scenes = [...sequence.querySelectorAll("[data-scene]")];
const play = sequence.querySelector("[data-play]");
const where = sequence.querySelector("[data-where]");
let current = 0;
let playing = false;
let timer = 0;
let lines = [];

function show(index, drawn) {
  lines.forEach((line) => line.finish());
  current = index;
  scenes.forEach((scene, place) => scene.toggleAttribute("data-now", place === index));
  where.textContent = `Image ${index + 1} sur ${scenes.length}`;
  lines = drawn && !still.matches ? draw(scenes[index].querySelector("svg")) : [];
}

function draw(svg) {
  const shapes = [...svg.children];
  return shapes.map((shape, place) => shape.animate(
    [{ opacity: 0 }, { opacity: 1 }],
    { duration: LINE, delay: (DRAWN * place) / shapes.length, fill: "backwards" },
  ));
}

function start() {
  playing = true;
  label();
  if (lines.some((line) => line.playState === "paused")) lines.forEach((line) => line.play());
  else show(current === scenes.length - 1 && timer ? 0 : current, true);
  wait();
}

function wait() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (current === scenes.length - 1) return pause();
    show(current + 1, true);
    wait();
  }, STAYS);
}

function pause() {
  playing = false;
  clearTimeout(timer);
  lines.filter((line) => line.playState === "running").forEach((line) => line.pause());
  label();
}

function label() {
  play.textContent = playing ? "Pause" : "Lecture";
  where.setAttribute("aria-live", playing ? "off" : "polite");
}

function step(by) {
  pause();
  show((current + by + scenes.length) % scenes.length, false);
}

play.addEventListener("click", () => (playing ? pause() : start()));
sequence.querySelector("[data-previous]").addEventListener("click", () => step(-1));
sequence.querySelector("[data-next]").addEventListener("click", () => step(1));

if (scenes.length) {
  sequence.setAttribute("data-on", "");
  sequence.querySelector(".player").hidden = false;
  show(0, false);
  label();
  if (!still.matches) begin();
}

// It begins by itself once, when its image is in view.
function begin() {
  const seen = new IntersectionObserver(([entry]) => {
    if (!entry.isIntersecting) return;
    seen.disconnect();
    if (!playing && !timer && !current) start();
  }, { threshold: 0.8 });
  seen.observe(scenes[0].querySelector("svg"));
}
