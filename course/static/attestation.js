// Follows the making of a document in place; the page's own reload is for browsers without scripts.
const PAUSES = { waiting: 700, retrying: 5000 };
const moving = (region) => region.dataset.stage in PAUSES;
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function read() {
  try {
    const response = await fetch(location.pathname);
    if (response.redirected) location.reload();
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    return page.querySelector("[data-stage]");
  } catch {
    return null;
  }
}

function cancelReload() {
  if (document.readyState === "complete") window.stop();
  else addEventListener("load", () => setTimeout(() => window.stop()), { once: true });
}

const region = document.querySelector("[data-stage]");
if (moving(region)) cancelReload();
while (moving(region)) {
  await sleep(PAUSES[region.dataset.stage]);
  const fresh = await read();
  if (fresh && fresh.innerHTML !== region.innerHTML) {
    region.dataset.stage = fresh.dataset.stage;
    region.replaceChildren(...fresh.childNodes);
  }
}
