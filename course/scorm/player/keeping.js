// What is kept between two visits: cmi.suspend_data, 4,096 characters at most (Run-Time Environment 1.2, 3.4.4).

(function (relais) {
  "use strict";

  const LARGEST = 4096;

  // ASCII only: some systems count or store bytes.
  const encode = (state) => JSON.stringify(state).replace(/[^\x20-\x7e]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);

  // Answers typed at length go first, those of the lessons before those of the assessment.
  function longest(answers) {
    const sizes = Object.keys(answers).map((key) => [encode(answers[key]).length, key]);
    return sizes.sort((one, other) => other[0] - one[0])[0];
  }

  // The state as text, and whether an answer had to be left out for lack of room.
  relais.pack = function (state) {
    const kept = { ...state, checks: { ...state.checks }, exam: state.exam && { ...state.exam, answers: { ...state.exam.answers } } };
    let left = false;
    for (let text = encode(kept); ; text = encode(kept)) {
      if (text.length <= LARGEST) return { text, left };
      const from = [kept.checks, kept.exam ? kept.exam.answers : {}].find((answers) => Object.keys(answers).length);
      if (!from) return { text: encode({ done: state.done }), left: true };
      delete from[longest(from)[1]];
      left = true;
    }
  };

  // True for an answer that the question's form can give.
  function fits(question, answer) {
    try {
      return JSON.stringify(relais.read(question, relais.write(question, answer))) === JSON.stringify(answer);
    } catch {
      return false;
    }
  }

  function kept(answers, known) {
    const found = {};
    for (const [key, answer] of Object.entries(Object(answers))) {
      if (known.has(key) && answer !== null && fits(known.get(key), answer)) found[key] = answer;
    }
    return found;
  }

  // The state that a text holds; what is no longer in the module, or was never an answer, is left out.
  // `known` has the names of the lessons, and the questions of the lessons and of the bank by their keys.
  relais.unpack = function (text, known) {
    let found = {};
    try {
      found = Object(JSON.parse(text));
    } catch { /* nothing kept, or by something else */ }
    const exam = Object(found.exam);
    const drawn = relais.given(exam.drawn);
    const whole = drawn.length > 0 && drawn.every((key) => known.bank.has(key));
    return {
      done: relais.given(found.done).filter((name) => known.lessons.has(name)),
      checks: kept(found.checks, known.checks),
      exam: whole ? { drawn, answers: kept(exam.answers, known.bank), over: exam.over === true } : null,
      tries: Number.isInteger(found.tries) ? found.tries : 0,
      best: Number.isFinite(found.best) ? found.best : null,
      seen: relais.given(found.seen).filter((key) => known.bank.has(key)),
    };
  };
}(window.relais));
