// An answer as SCORM 1.2 writes it (Run-Time Environment 1.2, 3.4.4 and the table of CMIFeedback): one letter or digit
// for each choice, 255 characters at most.

(function (relais) {
  "use strict";

  const LONGEST = 255;
  const letter = (index) => "abcdefghijklmnopqrstuvwxyz"[index];
  const digit = (index) => String(index + 1);
  const right = (items) => items.map((item, index) => index).filter((index) => items[index].right);
  const choices = (indexes) => indexes.map(letter).join(",");

  // A number as CMIDecimal, without its useless zeros; a third is cut at the sixth decimal.
  function decimal({ digits, scale, down }) {
    if (down !== 1n) return decimal({ digits: digits * 1000000n / down, scale: scale + 6, down: 1n });
    const all = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, "0");
    const text = scale ? `${all.slice(0, -scale)}.${all.slice(-scale)}`.replace(/\.?0+$/, "") : all;
    return digits < 0n ? `-${text}` : text;
  }

  // The steps in the order that the ranks give.
  function order(ranks) {
    const steps = ranks.map((rank, step) => ({ rank, step })).filter((item) => Number.isInteger(item.rank));
    return choices(steps.sort((one, other) => one.rank - other.rank).map((item) => item.step));
  }

  const pairs = (options) => options.map((option, place) => (Number.isInteger(option) ? `${digit(place)}.${letter(option)}` : ""))
    .filter(Boolean).join(",");

  const RECORDS = {
    single: (question, answer) => ({ type: "choice", response: letter(answer), patterns: [choices(right(question.choices))] }),
    multiple: (question, answer) => ({ type: "choice", response: choices(answer), patterns: [choices(right(question.choices))] }),
    ordering: (question, answer) => ({ type: "sequencing", response: order(answer), patterns: [choices(question.steps.map((step, index) => index))] }),
    matching: (question, answer) => ({ type: "matching", response: pairs(answer), patterns: [pairs(question.pairs.map((pair, index) => index))] }),
    short: (question, answer) => ({ type: "fill-in", response: answer, patterns: question.accept }),
    truefalse: (question, answer) => ({ type: "true-false", response: answer ? "t" : "f", patterns: [question.right ? "t" : "f"] }),
    gap: (question, answer) => ({ type: "fill-in", response: question.places.map((gap, place) => relais.said(gap, answer[place])).join(", "), patterns: [question.places.map((gap) => gap.expected).join(", ")] }),
    scenario: (question, answer) => ({ type: "performance", response: choices(answer), patterns: [choices(question.best)] }),
    numeric(question, answer) {
      const number = relais.amount(answer, question);
      return number
        ? { type: "numeric", response: decimal(number), patterns: [question.value] }
        : { type: "fill-in", response: answer, patterns: [question.value] };
    },
  };

  const result = (score) => (score === 1 ? "correct" : score === 0 ? "wrong" : score.toFixed(2));

  // { type, response, patterns, result }; nothing was answered: no response.
  relais.record = function (question, answer) {
    const made = answer === null ? { ...RECORDS[question.type](question, blank(question)), response: "" } : RECORDS[question.type](question, answer);
    return {
      type: made.type,
      response: made.response.slice(0, LONGEST),
      patterns: made.patterns.map((pattern) => pattern.slice(0, LONGEST)),
      result: result(relais.grade(question, answer)),
    };
  };

  // An answer of the right shape that says nothing, to know the patterns.
  function blank(question) {
    if (["multiple", "ordering", "matching", "gap", "scenario"].includes(question.type)) return [];
    return question.type === "single" ? 0 : "0";
  }

  // CMITimespan, HHHH:MM:SS.SS, and CMITime, HH:MM:SS.
  const two = (value) => String(value).padStart(2, "0");
  relais.timespan = function (milliseconds) {
    const hundredths = Math.floor(milliseconds / 10);
    const seconds = Math.floor(hundredths / 100);
    const hours = Math.min(9999, Math.floor(seconds / 3600));
    return `${String(hours).padStart(4, "0")}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${two(hundredths % 100)}`;
  };
  relais.clock = (date) => `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}(window.relais));
