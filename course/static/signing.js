// The code of the moment, and how many have signed, read again every few seconds.
// Without this file the page reloads itself.

const PAUSE = 4000;

async function refresh() {
  const region = document.querySelector("[data-signing]");
  if (document.hidden) return;
  try {
    const answer = await fetch(location.pathname);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-signing]");
    if (fresh && fresh.innerHTML !== region.innerHTML) region.replaceChildren(...fresh.childNodes);
  } catch {
    // The next turn will do.
  }
}

document.addEventListener("visibilitychange", refresh);
setInterval(refresh, PAUSE);
