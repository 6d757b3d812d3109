// The assessment: questions drawn as the quiz says, answers kept as they are given, the result explained.

(function (relais) {
  "use strict";

  const { element, html } = relais;
  const prefixOf = (key) => `q${key}-`;

  // Place a question on a line that it serves, moving others if need be (course/quizzes/blueprint.py).
  function settle(item, served, counts, tried) {
    for (const number of item.lines) {
      if (tried.has(number)) continue;
      tried.add(number);
      const held = served[number];
      if (held.length < counts[number]) {
        held.push(item);
        return true;
      }
      for (let index = 0; index < held.length; index += 1) {
        if (settle(held[index], served, counts, tried)) {
          held[index] = item;
          return true;
        }
      }
    }
    return false;
  }

  // As many questions as the quiz's lines say, the unseen first, in the file's order.
  function draw(quiz, seen, chance) {
    const preferred = quiz.bank.map((item) => ({ item, rank: (seen.includes(item.key) ? 1 : 0) + chance() }));
    preferred.sort((one, other) => one.rank - other.rank);
    const served = quiz.counts.map(() => []);
    for (const { item } of preferred) settle(item, served, quiz.counts, new Set());
    const taken = new Set([].concat(...served));
    return quiz.bank.filter((item) => taken.has(item)).map((item) => item.key);
  }

  class Assessment {
    // `told` is called with what changed: "answer", "start" or "over".
    constructor(page, quiz, state, told) {
      Object.assign(this, { page, quiz, state, told });
      this.known = new Map(quiz.bank.map((item) => [item.key, item]));
      this.place = page.querySelector("[data-exam]");
      this.starting = page.querySelector("[data-starting]");
      page.querySelector("[data-start]").addEventListener("click", () => this.start());
      this.show();
    }

    get questions() {
      return this.state.exam.drawn.map((key) => this.known.get(key));
    }

    start() {
      const drawn = draw(this.quiz, this.state.seen, Math.random);
      this.state.exam = { drawn, answers: {}, over: false };
      this.state.tries += 1;
      this.told("start");
      this.show();
      this.place.querySelector("h2").focus();
    }

    show() {
      const exam = this.state.exam;
      this.starting.hidden = Boolean(exam);
      this.place.replaceChildren();
      if (exam) this.place.append(...(exam.over ? this.outcome() : [this.form()]));
      relais.enhance(this.place);
    }

    form() {
      const form = element("form", "exam narrow");
      form.noValidate = true;
      form.append(title(`Essai ${this.state.tries}`), this.bar = element("p", "small quiet"));
      this.questions.forEach((question, index) => form.append(this.asked(question, index)));
      form.append(this.warning = element("div", ""), element("div", "row", this.button = element("button", "button", "Terminer")));
      form.addEventListener("change", () => this.keep(form));
      form.addEventListener("input", (event) => { if (event.target.type === "text") this.keep(form); });
      form.addEventListener("input", () => { this.sure = false; });
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.keep(form);
        this.finish(form);
      });
      this.count();
      return form;
    }

    asked(question, index) {
      const template = this.page.querySelector(`template[data-asked="${question.key}"]`);
      const fieldset = template.content.firstElementChild.cloneNode(true);
      fieldset.querySelector("[data-number]").textContent = `${index + 1} sur ${this.state.exam.drawn.length}`;
      fieldset.dataset.key = question.key;
      const answer = this.state.exam.answers[question.key];
      if (answer !== undefined) fill(fieldset, relais.write(question, answer, prefixOf(question.key)));
      relais.unfold(question, fieldset, prefixOf(question.key), answer);
      return fieldset;
    }

    keep(form) {
      const fields = relais.fieldsOf(form);
      for (const question of this.questions) {
        const answer = relais.read(question, fields, prefixOf(question.key));
        if (answer === null) delete this.state.exam.answers[question.key];
        else this.state.exam.answers[question.key] = answer;
      }
      this.count();
      this.tellDoubts(form, false);
      this.told("answer");
    }

    // Numbers that cannot be read are said when the attempt ends; one that is mended is no longer said.
    tellDoubts(form, all) {
      for (const question of this.questions) {
        const doubt = relais.doubt(question, this.answer(question));
        if (all || !doubt) relais.tellDoubt(form.querySelector(`[data-key="${question.key}"]`), doubt);
      }
    }

    count() {
      const given = Object.keys(this.state.exam.answers).length;
      const plural = given > 1 ? "s" : "";
      this.bar.textContent = `${given} réponse${plural} sur ${this.state.exam.drawn.length}`;
    }

    // The first press says what is missing, the second one ends the attempt.
    finish(form) {
      const missing = this.questions.map((question, index) => ({ number: index + 1, done: relais.complete(question, this.answer(question)) }))
        .filter((item) => !item.done).map((item) => item.number);
      if (missing.length && !this.sure) {
        this.sure = true;
        this.tellDoubts(form, true);
        const words = missing.length === 1 ? `La question ${missing[0]} n’a pas` : `Les questions ${missing.join(", ")} n’ont pas`;
        const text = `${words} de réponse complète. Une question sans réponse vaut zéro. Pour rendre l’essai ainsi, appuyez encore sur «\u00a0Terminer\u00a0».`;
        const message = element("p", "message error", text);
        message.setAttribute("role", "alert");
        this.warning.replaceChildren(message);
        this.button.scrollIntoView({ block: "nearest" });
        return;
      }
      this.state.exam.over = true;
      this.state.seen = [...new Set([...this.state.seen, ...this.state.exam.drawn])];
      this.told("over");
      this.show();
      this.place.querySelector("h2").focus();
    }

    answer(question) {
      const answer = this.state.exam.answers[question.key];
      return answer === undefined ? null : answer;
    }

    get score() {
      return relais.result(this.questions.map((question) => relais.grade(question, this.answer(question))));
    }

    outcome() {
      const passed = this.score >= this.quiz.pass_mark;
      const head = title(`${Math.floor(this.score)}\u00a0%\u00a0: ${passed ? "réussi" : "pas encore réussi"}`);
      const facts = element("p", "quiet", `Essai ${this.state.tries}. Réussite à ${this.quiz.pass_mark}\u00a0%.`);
      const shown = [head, facts];
      if (!passed) shown.push(element("div", "row", this.again()));
      return [...shown, ...this.questions.map((question, index) => this.explained(question, index))];
    }

    again() {
      const button = element("button", "button", "Recommencer avec d’autres questions");
      button.type = "button";
      button.addEventListener("click", () => this.start());
      return button;
    }

    explained(question, index) {
      const asked = this.page.querySelector(`template[data-asked="${question.key}"]`).content;
      const heading = element("h3", "", element("span", "quiet", `${index + 1} sur ${this.state.exam.drawn.length}`), " ");
      heading.append(...asked.querySelector("[data-text]").cloneNode(true).childNodes);
      const lesson = asked.querySelector("[data-lesson-of]");
      const again = lesson ? lesson.cloneNode(true) : null;
      return element("section", "question narrow", heading, ...relais.review(question, this.answer(question)), again);
    }
  }

  function title(words) {
    const heading = element("h2", "", words);
    heading.tabIndex = -1;
    return heading;
  }

  function fill(root, fields) {
    for (const control of root.querySelectorAll("input, select")) {
      const values = fields[control.name] || [];
      if (control.type === "radio" || control.type === "checkbox") control.checked = values.includes(control.value);
      else control.value = values[0] || "";
    }
  }

  relais.draw = draw;
  relais.prefixOf = prefixOf;
  relais.Assessment = Assessment;
}(window.relais));
