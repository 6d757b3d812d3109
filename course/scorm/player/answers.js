// From a form's fields to an answer, and back: what course/questions reads, type by type.
// Fields are { name: [values] }; an answer is JSON, null when nothing was given.

window.relais = window.relais || {};
(function (relais) {
  "use strict";

  // What Python calls white space: neither more nor less than it.
  const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
  const ENDS = new RegExp(`^[${SPACE}]+|[${SPACE}]+$`, "g");

  const first = (fields, name) => (fields[name] || [""])[0];
  const given = (answer) => (Array.isArray(answer) ? answer : []);
  const some = (parts) => (parts.some((part) => part !== null) ? parts : null);
  const isIndex = (item, limit) => Number.isInteger(item) && item >= 0 && item < limit;
  const orNull = (index) => (index < 0 ? null : index);

  function typed(fields, name, limit) {
    return Array.from(first(fields, name).replace(ENDS, "")).slice(0, limit).join("") || null;
  }

  function rankIn(fields, name, limit) {
    const raw = first(fields, name);
    return /^\d{1,3}$/.test(raw) && Number(raw) < limit ? Number(raw) : null;
  }

  function ticked(question, fields, prefix) {
    const values = fields[`${prefix}a`] || [];
    return question.tokens.map((token, index) => index).filter((index) => values.includes(question.tokens[index]));
  }

  const text = (limit) => ({
    read: (question, fields, prefix) => typed(fields, `${prefix}a`, limit),
    write: (question, answer, prefix) => ({ [`${prefix}a`]: [String(answer)] }),
    complete: (question, answer) => answer !== null,
  });

  const TYPES = {
    single: {
      read(question, fields, prefix) {
        const found = ticked(question, fields, prefix);
        return found.length ? found[0] : null;
      },
      write: (question, answer, prefix) => ({ [`${prefix}a`]: [question.tokens[answer]] }),
      complete: (question, answer) => answer !== null,
    },
    multiple: {
      read(question, fields, prefix) {
        const found = ticked(question, fields, prefix);
        return found.length ? found : null;
      },
      write: (question, answer, prefix) => ({ [`${prefix}a`]: answer.map((index) => question.tokens[index]) }),
      complete: (question, answer) => answer !== null,
    },
    ordering: {
      read: (question, fields, prefix) =>
        some(question.tokens.map((token) => rankIn(fields, `${prefix}o${token}`, question.steps.length))),
      write(question, answer, prefix) {
        const fields = {};
        question.tokens.forEach((token, step) => {
          const rank = answer[step];
          fields[`${prefix}o${token}`] = [rank === null || rank === undefined ? "" : String(rank)];
        });
        return fields;
      },
      complete: (question, answer) => new Set(given(answer).filter((rank) => isIndex(rank, question.steps.length))).size === question.steps.length,
    },
    matching: {
      read: (question, fields, prefix) =>
        some(question.pairs.map((pair, place) => orNull(question.tokens.indexOf(first(fields, `${prefix}m${place}`))))),
      write(question, answer, prefix) {
        const fields = {};
        question.pairs.forEach((pair, place) => { fields[`${prefix}m${place}`] = [question.tokens[answer[place]] || ""]; });
        return fields;
      },
      complete: (question, answer) => Array.isArray(answer) && !answer.includes(null),
    },
    truefalse: {
      read: (question, fields, prefix) => ({ vrai: true, faux: false })[first(fields, `${prefix}a`)] ?? null,
      write: (question, answer, prefix) => ({ [`${prefix}a`]: [answer ? "vrai" : "faux"] }),
      complete: (question, answer) => answer !== null,
    },
    gap: {
      read: (question, fields, prefix) => some(question.places.map((gap, place) => {
        const words = typed(fields, `${prefix}g${place}`, 200);
        return words === null || !gap.choices ? words : orNull(gap.choices.findIndex((option) => option.token === words));
      })),
      write(question, answer, prefix) {
        const fields = {};
        question.places.forEach((gap, place) => {
          const part = answer[place];
          const words = gap.choices && isIndex(part, gap.choices.length) ? gap.choices[part].token : part;
          fields[`${prefix}g${place}`] = [words === null ? "" : String(words)];
        });
        return fields;
      },
      complete: (question, answer) => Array.isArray(answer) && question.places.every((gap, place) => (answer[place] ?? null) !== null),
    },
    scenario: {
      read(question, fields, prefix) {
        const taken = [];
        for (let last = way(question, taken).pop(); last.made === null; last = way(question, taken).pop()) {
          const token = first(fields, `${prefix}s${last.step.token}`);
          const made = last.step.choices.findIndex((choice) => choice.token === token);
          if (made < 0) break;
          taken.push(made);
        }
        return taken.length ? taken : null;
      },
      write(question, answer, prefix) {
        const fields = {};
        for (const { step, made } of way(question, answer)) {
          if (made !== null) fields[`${prefix}s${step.token}`] = [step.choices[made].token];
        }
        return fields;
      },
      complete: (question, answer) => way(question, answer).pop().made !== null,
    },
    short: text(200),
    numeric: { ...text(40), complete: (question, answer) => answer !== null && !relais.doubt(question, answer) },
  };

  // The steps that an answer of any shape goes through, with the choice made; null at the one left to decide.
  function way(question, answer) {
    const rest = [...given(answer)];
    const met = [];
    let step = question.steps[0];
    while (step) {
      const choice = rest.shift();
      const made = isIndex(choice, step.choices.length) ? choice : null;
      met.push({ step, made });
      const next = made === null ? null : step.choices[made].next;
      step = next ? question.steps.find((other) => other.id === next) : null;
    }
    return met;
  }

  relais.given = given;
  relais.way = way;
  relais.isIndex = isIndex;
  relais.SPACE = SPACE;
  relais.read = (question, fields, prefix) => TYPES[question.type].read(question, fields, prefix || "");
  relais.write = (question, answer, prefix) => (answer === null ? {} : TYPES[question.type].write(question, answer, prefix || ""));
  relais.complete = (question, answer) => answer !== null && TYPES[question.type].complete(question, answer);

  // A form's own fields, by name.
  relais.fieldsOf = function (form) {
    const fields = {};
    for (const [name, value] of new FormData(form)) (fields[name] = fields[name] || []).push(value);
    return fields;
  };
}(window.relais));
