// A page that the browser restores from its memory (Back, after signing out) shows itself only to the person it was for.

const me = document.querySelector('nav a[href="/compte"]');

async function isStillMine() {
  const headers = { Accept: "application/json" };
  const answer = await fetch("/compte/sessions/actuelle", { headers, cache: "no-store" });
  return answer.ok && (await answer.json()).name === me.textContent;
}

addEventListener("pageshow", async (event) => {
  if (!event.persisted || !me) return;
  document.documentElement.hidden = true;
  try {
    if (!(await isStillMine())) return location.reload();
  } catch {
    // no network: whoever signed out had one, and left no page in memory (Clear-Site-Data)
  }
  document.documentElement.hidden = false;
});
