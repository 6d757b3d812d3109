// The desk's words, read again every few seconds unless a button there is in use.
// Without this file the animator reloads the page.

const PAUSE = 4000;

async function refresh() {
  const region = document.querySelector("[data-desk]");
  if (document.hidden || region.contains(document.activeElement) || region.matches(":hover")) return;
  try {
    const answer = await fetch(location.pathname);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-desk]");
    if (fresh) region.replaceChildren(...fresh.childNodes);
  } catch {
    // The next turn will do.
  }
}

setInterval(refresh, PAUSE);
