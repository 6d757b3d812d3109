// The check questions of the lessons: answered in place, explained at once, to be done again at will.

(function (relais) {
  "use strict";

  const { element } = relais;

  function check(lesson, question, state, told) {
    const form = document.querySelector(`form[data-check="${question.key}"]`);
    const asked = form.querySelector("[data-asked]");
    const shown = form.querySelector("[data-shown]");
    const button = form.querySelector("button.second");
    const blank = [...asked.childNodes].map((node) => node.cloneNode(true));

    function show() {
      const answer = state.checks[question.key];
      const over = answer !== undefined;
      asked.replaceChildren(...(over ? [] : blank.map((node) => node.cloneNode(true))));
      shown.replaceChildren(...(over ? relais.review(question, answer) : []));
      button.textContent = over ? "Refaire la question" : "Vérifier";
      relais.unfold(question, form, "", null);
      relais.enhance(form);
    }

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const again = state.checks[question.key] !== undefined;
      const answer = again ? null : relais.read(question, relais.fieldsOf(form));
      form.querySelectorAll("[role=alert]").forEach((line) => line.remove());
      if (!again && answer === null) return complain(form, "Choisissez ou écrivez une réponse avant de vérifier.");
      const doubt = again ? "" : relais.doubt(question, answer);
      const field = relais.tellDoubt(form, doubt);
      if (doubt) return field.focus();
      if (!again && question.type === "scenario" && !relais.complete(question, answer)) {
        return complain(form, "Allez au bout du scénario avant de vérifier.");
      }
      if (again) delete state.checks[question.key];
      else state.checks[question.key] = answer;
      show();
      const focused = form.querySelector(".verdict") || form.querySelector("legend");
      focused.tabIndex = -1;
      focused.focus();
      return told(lesson, question, answer);
    });
    show();
  }

  function complain(form, words) {
    const line = element("p", "error", words);
    line.setAttribute("role", "alert");
    form.querySelector(".actions").before(line);
  }

  // `told` is called with the lesson, the question and its answer, null when it is to be done again.
  relais.checks = function (module, state, told) {
    for (const lesson of module.lessons) for (const question of lesson.checks) check(lesson, question, state, told);
  };
}(window.relais));
