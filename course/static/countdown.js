// The time left, by the server's clock: what the device believes only tells how much has passed.
// It is said aloud at a few moments, so that a screen reader is not disturbed every second.

const MOMENTS = [30, 10, 5, 1];
const MINUTE = 60_000;

export function countdown(line, ended) {
  const shown = line.querySelector("[data-left]");
  const said = line.querySelector("[role=status]");
  const ahead = Date.parse(line.dataset.now) - answeredAt();
  const end = Date.parse(line.dataset.deadline);
  let told = Infinity;

  function tick() {
    const left = end - Date.now() - ahead;
    if (left <= 0) {
      shown.textContent = "Temps écoulé.";
      return ended();
    }
    shown.textContent = `Il reste ${words(left)}.`;
    const moment = MOMENTS.findLast((minutes) => left <= minutes * MINUTE && told > minutes * MINUTE);
    if (moment && told !== Infinity) said.textContent = `Il reste ${words(moment * MINUTE)}.`;
    told = left;
    setTimeout(tick, 1000);
  }
  tick();
}

// When this device received the page, by its own clock.
function answeredAt() {
  return performance.timeOrigin + performance.getEntriesByType("navigation")[0].responseStart;
}

function words(left) {
  if (left < MINUTE) return `${Math.ceil(left / 1000)}\u00a0s`;
  const minutes = Math.ceil(left / MINUTE);
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (!hours) return `${minutes}\u00a0min`;
  return rest ? `${hours}\u00a0h\u00a0${String(rest).padStart(2, "0")}` : `${hours}\u00a0h`;
}
