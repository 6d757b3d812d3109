// The preview reloads itself when a file is saved; without this file, « Recharger » does the same by hand.

const region = document.querySelector("[data-version]");
const source = new EventSource(`/changements/${region.dataset.version}`);
source.addEventListener("message", (event) => {
  if (event.data !== region.dataset.version) location.reload();
});
addEventListener("pagehide", () => source.close());
region.querySelector("[data-by-hand]").hidden = true;
