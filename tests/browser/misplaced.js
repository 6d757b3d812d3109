// What of the page passes its place: wider than the window, cut off, or out of its own box.
() => {
  const NATIVE = ["textarea", "input", "select", "option", "progress"];
  const found = new Set();
  const style = (at) => getComputedStyle(at);
  const shown = (at) => at.checkVisibility({ visibilityProperty: true });
  const named = (at) => `<${at.localName} class="${at.className.baseVal ?? at.className}"> ${at.textContent.trim().slice(0, 60)}`;
  const scrolls = (at) => at !== document.documentElement && ["auto", "scroll"].includes(style(at).overflowX);
  const announced = (at) => at.tabIndex === 0 && at.role && (at.ariaLabel || at.getAttribute("aria-labelledby"));
  const someAbove = (at, holds) => at && (holds(at) || someAbove(at.parentElement, holds));
  const aside = (at) => at.closest("svg, .skip") || someAbove(at, (up) => style(up).clipPath !== "none");

  function lookAtBox(at) {
    const over = at.clientWidth && at.scrollWidth - at.clientWidth > 1;
    if (over && ["hidden", "clip"].includes(style(at).overflowX)) found.add(`cut: ${named(at)}`);
    if (over && scrolls(at) && !announced(at)) found.add(`scrolls without a word: ${named(at)}`);
    const right = at.getBoundingClientRect().right;
    if (right > innerWidth + 1 && !someAbove(at, scrolls)) found.add(`past the edge: ${named(at)}`);
  }

  function lookAtWords(text) {
    let box = text.parentElement;
    while (style(box).display === "inline") box = box.parentElement;
    const range = document.createRange();
    range.selectNodeContents(text);
    const right = Math.max(...[...range.getClientRects()].map((part) => part.right));
    if (right > box.getBoundingClientRect().right + 1) found.add(`out of its box: ${named(box)}`);
  }

  const wide = document.documentElement.scrollWidth - innerWidth;
  if (wide > 0) found.add(`the page is ${wide} px too wide`);
  for (const at of document.body.querySelectorAll("*")) {
    if (!NATIVE.includes(at.localName) && shown(at) && !aside(at)) lookAtBox(at);
  }
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const parent = words.currentNode.parentElement;
    if (words.currentNode.data.trim() && !NATIVE.includes(parent.localName) && shown(parent) && !aside(parent)) {
      lookAtWords(words.currentNode);
    }
  }
  return [...found];
}
