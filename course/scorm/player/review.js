// What an answer teaches: the same words as templates/questions/question.html, made in the browser.
// Texts of questions are HTML that the platform cleaned; what a person typed is only ever text.

(function (relais) {
  "use strict";

  const mark = (kind) => document.querySelector("#marques").content.querySelector(`.${kind}`).cloneNode(true);

  function element(name, className, ...children) {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...children.filter((child) => child !== null));
    return made;
  }

  function html(markup, name, className) {
    const made = element(name || "span", className || "");
    made.innerHTML = markup;
    return made;
  }

  const state = (...words) => element("span", "state", ...words);
  const bold = (words) => element("b", "", words);

  // One line of a review: `kind` is right, partly, wrong or nothing.
  function line(kind, what, states, why) {
    const marked = kind === null ? null : mark(kind);
    return element("li", `choice ${kind || ""}`.trim(), marked, element("span", "what", what, ...states), why === null ? null : html(why, "span", "why"));
  }

  const list = (name, lines) => element(name, "reviewed", ...lines);

  function choices(question, answer) {
    const chosen = question.type === "single" ? [answer] : relais.given(answer);
    return [list("ul", question.layout.map((index) => {
      const choice = question.choices[index];
      const taken = chosen.includes(index);
      const states = [];
      if (taken) states.push(state(choice.right ? "Votre réponse, juste" : "Votre réponse"));
      else if (choice.right) states.push(state(answer === null ? "Bonne réponse" : "Bonne réponse, non choisie"));
      const kind = choice.right ? "right" : taken ? "wrong" : null;
      return line(kind, html(choice.text), states, choice.feedback);
    }))];
  }

  function ordering(question, answer) {
    const links = [null, ...relais.links(question, answer)];
    const lines = question.steps.map((step, index) => {
      const link = answer === null ? null : links[index];
      const rank = answer === null ? null : answer[index];
      const said = link === null ? "" : link ? ", enchaînement juste" : ", enchaînement à revoir";
      const what = element("span", "", `${index + 1}. `, html(step.text));
      const states = [state(`Votre rang\u00a0: ${rank === null ? "aucun" : rank + 1}${said}`)];
      return line(link === null ? null : link ? "right" : "wrong", what, states, step.feedback);
    });
    return [element("p", "", "L’ordre attendu\u00a0:"), list("ol", lines)];
  }

  function matching(question, answer) {
    const options = [...question.pairs.map((pair) => pair.right), ...question.distractors.map((item) => item.text)];
    const lines = question.pairs.map((pair, place) => {
      const option = answer === null ? null : answer[place];
      const right = option === place;
      const states = [state(`Votre réponse${right ? ", juste" : ""}\u00a0: `, option === null ? "aucune" : html(options[option]))];
      if (!right) states.push(state("Bonne réponse\u00a0: ", html(pair.right)));
      return line(answer === null ? null : right ? "right" : "wrong", html(pair.left, "b"), states, pair.feedback);
    });
    const apart = question.distractors.map((item) => line(null, html(item.text, "b"), [state("N’allait avec rien")], item.feedback));
    return [list("ul", [...lines, ...apart])];
  }

  // A gap's own words, chosen or typed, or none.
  function said(gap, part) {
    if (!gap.choices) return typeof part === "string" ? part : "";
    return relais.isIndex(part, gap.choices.length) ? gap.choices[part].said : "";
  }

  function gaps(question, answer) {
    const passage = element("div", "passage");
    for (const piece of question.pieces) passage.append(typeof piece === "number" ? bold(question.places[piece].expected) : html(piece));
    const lines = question.places.map((gap, place) => {
      const part = relais.given(answer)[place] ?? null;
      const right = relais.filled(gap, part);
      const words = said(gap, part);
      const states = [state(`Votre réponse${right ? ", juste" : ""}\u00a0: `, words ? bold(words) : "aucune")];
      if (!right) states.push(state("Réponse attendue\u00a0: ", bold(gap.expected)));
      if (gap.also) states.push(state(`Aussi acceptées\u00a0: ${gap.also}`));
      return line(answer === null ? null : right ? "right" : "wrong", bold(`Blanc ${place + 1}`), states, why(gap, part, right));
    });
    return [passage, list("ol", lines)];
  }

  function why(gap, part, right) {
    if (!gap.choices) return right ? gap.feedback.right : gap.feedback.wrong;
    return (relais.isIndex(part, gap.choices.length) ? gap.choices[part] : gap.choices.find((option) => option.right)).feedback;
  }

  // The decisions of a scenario's way; on the way taken, what each was worth.
  function decisions(way, taken) {
    return list("ol", way.map(({ step, made }, index) => {
      const choice = made === null ? null : step.choices[made];
      const kind = choice === null || !choice.points ? "wrong" : choice.points === 1 ? "right" : "partly";
      const words = choice === null ? "aucune, le scénario n’est pas fini" : html(choice.text, "b");
      const states = [state(taken ? "Votre décision\u00a0: " : "", words)];
      if (taken && choice) states.push(state(`${{ right: "Juste", partly: "En partie juste", wrong: "À revoir" }[kind]}\u00a0: ${Math.round(choice.points * 100)}\u00a0% des points`));
      return line(taken ? kind : null, element("span", "", `${index + 1}. `, html(step.text)), states, choice === null ? null : choice.feedback);
    }));
  }

  function scenario(question, answer) {
    const shown = answer === null ? [] : [element("p", "", "Le chemin que vous avez pris\u00a0:"), decisions(relais.way(question, answer), true)];
    if (relais.grade(question, answer) === 1) return [...shown, element("p", "", "Aucun chemin n’était meilleur.")];
    return [...shown, element("p", "", "Le meilleur chemin\u00a0:"), decisions(relais.way(question, question.best), false)];
  }

  function typed(question, answer) {
    const right = relais.grade(question, answer) === 1;
    const states = [
      state("Votre réponse\u00a0: ", answer === null ? "aucune" : bold(question.type === "truefalse" ? (answer ? "Vrai" : "Faux") : answer)),
      state("Réponse attendue\u00a0: ", bold(question.expected)),
    ];
    if (relais.doubt(question, answer)) states.splice(1, 0, state("Elle n’a pas pu être lue comme un nombre."));
    if (question.also) states.push(state(`Aussi acceptées\u00a0: ${question.also}`));
    const kind = right ? "right" : "wrong";
    const what = element("span", "what", ...states);
    return [element("div", `choice ${kind}`, mark(kind), what, html(right ? question.feedback.right : question.feedback.wrong, "span", "why"))];
  }

  const REVIEWS = { single: choices, multiple: choices, ordering, matching, gap: gaps, scenario, truefalse: typed, short: typed, numeric: typed };

  function verdict(answer, score) {
    if (score === 1) return element("p", "verdict", mark("right"), " Juste.");
    if (answer === null) return element("p", "verdict", mark("wrong"), " Sans réponse.");
    if (score > 0) return element("p", "verdict", mark("partly"), ` En partie juste\u00a0: ${Math.round(score * 100)}\u00a0% des points.`);
    return element("p", "verdict", mark("wrong"), " À revoir.");
  }

  // Beside a number that cannot be read, why; nothing to say takes it away.
  function tellDoubt(root, words) {
    const field = root.querySelector(".typed.number");
    const input = field && field.querySelector("input");
    root.querySelectorAll("[data-doubt]").forEach((line) => line.remove());
    if (!input) return null;
    input.removeAttribute("aria-invalid");
    input.removeAttribute("aria-describedby");
    if (!words) return null;
    const said = element("p", "error", words);
    said.dataset.doubt = "";
    said.id = `${input.name}-${input.form.dataset.check || "exam"}-doubt`;
    said.setAttribute("role", "alert");
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", said.id);
    field.after(said);
    return input;
  }

  relais.element = element;
  relais.tellDoubt = tellDoubt;
  relais.html = html;
  relais.said = said;
  relais.review = function (question, answer) {
    const shown = [verdict(answer, relais.grade(question, answer)), ...REVIEWS[question.type](question, answer)];
    return question.explanation ? [...shown, html(question.explanation, "div", "explanation")] : shown;
  };
}(window.relais));
