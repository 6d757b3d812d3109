// In forced colours, the states of a page that look the same: by their borders, shapes, marks and weights.
() => {
  const GROUPS = [
    ".line li", ".mark-of", ".top nav a", ".tabs a", ".states a", ".phases li", ".positioning-steps a",
  ];
  const PAINTED = [
    "borderTopWidth", "borderTopStyle", "borderTopColor", "borderBottomWidth", "borderBottomStyle", "borderBottomColor",
    "borderTopLeftRadius", "backgroundColor", "backgroundImage", "outlineWidth", "outlineStyle", "fontWeight",
    "textDecorationLine", "rotate", "content",
  ];
  const classes = (at) => [...at.classList].filter((name) => name !== "new" && name !== "cell").sort().join(" ");
  const state = (at) => `${classes(at.parentElement)} > ${classes(at)} ${at.ariaCurrent ?? ""} ${at.querySelector(":checked") ? "checked" : ""}`;

  function look(at, pseudo) {
    const style = getComputedStyle(at, pseudo);
    return PAINTED.map((name) => style[name]).join("|");
  }

  function painted(at) {
    const marks = [...at.querySelectorAll(".mark")].map((mark) => mark.classList.value);
    const words = at.matches(".mark-of") ? at.textContent : "";
    return [look(at), look(at, "::before"), look(at, "::after"), marks, words].join("§");
  }

  const found = [];
  for (const group of GROUPS) {
    const looks = new Map();
    for (const at of document.querySelectorAll(group)) {
      if (!at.checkVisibility()) continue;
      const same = looks.get(painted(at));
      if (same && same !== state(at)) found.push(`${group}: « ${same} » looks like « ${state(at)} »`);
      looks.set(painted(at), state(at));
    }
  }
  const lost = [...document.querySelectorAll("progress")].filter((bar) => getComputedStyle(bar).borderTopStyle === "none");
  if (lost.length) found.push("a progress bar without a border");
  return [...new Set(found)];
}
