// A scenario unfolds: the choice made at each step brings the next one, and may be changed.

(function (relais) {
  "use strict";

  const { element, html } = relais;

  function moment(question, { step, made }, number, prefix) {
    const box = element("fieldset", "moment");
    if (made === null) box.dataset.now = "";
    box.append(element("legend", "", element("span", "quiet", `Étape ${number}`), " ", html(step.text)));
    const start = question.steps.slice(0, question.steps.indexOf(step)).reduce((sum, other) => sum + other.choices.length, 0);
    const order = question.layout.map((index) => index - start).filter((index) => index >= 0 && index < step.choices.length);
    for (const index of order) {
      const input = element("input", "");
      Object.assign(input, { type: "radio", name: `${prefix}s${step.token}`, value: step.choices[index].token });
      input.checked = made === index;
      box.append(element("label", "choice", input, html(step.choices[index].text)));
    }
    return box;
  }

  // Show the way as it is answered; steps before the one that changed stay as they are, and keep the focus.
  relais.unfold = function (question, root, prefix, answer) {
    const shown = root.querySelector(".way");
    if (!shown) return;
    const render = (from, taken) => {
      while (shown.children.length > from) shown.lastElementChild.remove();
      const met = relais.way(question, taken);
      met.slice(from).forEach((item, index) => shown.append(moment(question, item, from + index + 1, prefix)));
      if (met[met.length - 1].made !== null) {
        shown.append(element("p", "ended", "Le scénario s’arrête ici. Vous pouvez encore changer une décision, puis continuer."));
      }
    };
    render(0, answer);
    shown.addEventListener("change", (event) => {
      const fields = {};
      for (const input of shown.querySelectorAll(":checked")) fields[input.name] = [input.value];
      render([...shown.children].indexOf(event.target.closest(".moment")) + 1, relais.read(question, fields, prefix));
    });
  };
}(window.relais));
