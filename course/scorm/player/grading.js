// What an answer is worth, from 0 to 1: the same figures as course/questions (tests/browser/test_scorm_grading.py).
// An answer of any shape gets a score and raises nothing.

(function (relais) {
  "use strict";

  const { given, isIndex, SPACE } = relais;
  const LIGATURES = { "œ": "oe", "æ": "ae", "ß": "ss" };
  // Letters that upper then lower case would change and that Python's casefold leaves, or the reverse.
  const FOLDED = { "ı": "ı", "ς": "σ", "İ": "i\u0307" };
  const NUMBER = /^([+-]?)(\d{1,15})(?:\.(\d{1,15}))?$/;
  // A space between digits that parts no thousands: two numbers.
  const APART = new RegExp(`[0-9][${SPACE}]+(?![0-9]{3}(?![0-9]))[0-9]`);
  const SPACES = new RegExp(`[${SPACE}]`, "g");

  const caseless = (text) => Array.from(text, (sign) => FOLDED[sign] || fold(sign)).join("");

  // Letters and digits only, lower case, without accents: what two equal answers share.
  function plain(text) {
    const bare = Array.from(caseless(text), (sign) => LIGATURES[sign] || sign).join("");
    return bare.normalize("NFKD").replace(/[^\p{L}\p{N}]/gu, "");
  }

  const fold = (sign) => Array.from(sign.toUpperCase(), (part) => part.toLowerCase()).join("");

  const says = (answer, accept) => typeof answer === "string" && accept.some((text) => plain(text) === plain(answer));

  // A number as digits and a power of ten, or null.
  function number(text) {
    const found = NUMBER.exec(text);
    if (!found) return null;
    const decimals = found[3] || "";
    return { digits: BigInt((found[1] === "-" ? "-" : "") + found[2] + decimals), scale: decimals.length };
  }

  const scaled = (value, scale) => value.digits * 10n ** BigInt(scale - value.scale);

  // The exact value of what the package itself holds, of any length.
  function exact(text) {
    const [whole, decimals = ""] = text.split(".");
    return { digits: BigInt(whole + decimals), scale: decimals.length };
  }

  // Without spaces, capitals nor accents.
  const folded = (text) => caseless(text.replace(SPACES, "")).normalize("NFD").replace(/\p{M}/gu, "");

  const plainNumber = (text) => number(text.replace(/\.+$/, "").replace(/,/g, ".").replace(/−/g, "-"));

  // What was typed counted in the question's unit, or null: digits, a power of ten and a divisor (course/questions/amounts.py).
  function amount(answer, { units, clock }) {
    if (APART.test(answer)) return null;
    const bare = folded(answer).replace(/\.+$/, "");
    for (const [name, up, down] of units) {
      const found = bare.endsWith(name) ? plainNumber(bare.slice(0, bare.length - name.length)) : null;
      if (found) return { digits: found.digits * BigInt(up), scale: found.scale, down: BigInt(down) };
    }
    return clock ? onTheClock(bare, clock) : null;
  }

  // « 1h30 », « 2 heures 15 minutes ».
  function onTheClock(bare, { hours, minutes, count: [up, down] }) {
    const found = new RegExp(`^([0-9]{1,4})(?:${hours.join("|")})([0-5]?[0-9])(?:${minutes.join("|")})?$`).exec(bare);
    return found && { digits: BigInt((Number(found[1]) * 60 + Number(found[2])) * up), scale: 0, down: BigInt(down) };
  }

  function within(answer, question) {
    const value = amount(answer, question);
    if (!value) return false;
    const [wanted, near] = [exact(question.value), exact(question.tolerance)];
    const scale = Math.max(value.scale, wanted.scale, near.scale);
    const gap = scaled(value, scale) - scaled(wanted, scale) * value.down;
    return (gap < 0n ? -gap : gap) <= scaled(near, scale) * value.down;
  }

  function filled(gap, part) {
    return gap.choices ? isIndex(part, gap.choices.length) && gap.choices[part].right : says(part, gap.accept);
  }

  // The mean of what the choices made are worth; nothing while the way is not at its end.
  function scenario(question, answer) {
    const met = relais.way(question, answer);
    if (met[met.length - 1].made === null) return 0;
    return met.reduce((sum, { step, made }) => sum + step.choices[made].points, 0) / met.length;
  }

  // For each step but the first, whether it immediately follows the right one; a rank given twice is no rank.
  function links(question, answer) {
    const total = question.steps.length;
    const all = given(answer).length === total ? answer : [];
    const ranks = question.steps.map((step, index) => {
      const rank = all[index];
      return isIndex(rank, total) && all.filter((other) => other === rank).length === 1 ? rank : null;
    });
    return ranks.slice(1).map((rank, index) => ranks[index] !== null && rank === ranks[index] + 1);
  }

  const share = (verdicts) => verdicts.filter(Boolean).length / verdicts.length;

  const GRADES = {
    single: (question, answer) => Number(isIndex(answer, question.choices.length) && question.choices[answer].right),
    multiple(question, answer) {
      const chosen = new Set(given(answer).filter((index) => isIndex(index, question.choices.length)));
      let points = 0;
      for (const index of chosen) points += question.choices[index].right ? 1 : -1;
      return Math.max(0, points / question.choices.filter((choice) => choice.right).length);
    },
    ordering: (question, answer) => share(links(question, answer)),
    matching: (question, answer) => share(question.pairs.map((pair, place) => given(answer)[place] === place)),
    truefalse: (question, answer) => Number(answer === question.right),
    gap: (question, answer) => share(question.places.map((gap, place) => filled(gap, given(answer)[place]))),
    scenario,
    short: (question, answer) => Number(says(answer, question.accept)),
    numeric: (question, answer) => Number(typeof answer === "string" && within(answer, question)),
  };

  relais.plain = plain;
  relais.amount = amount;
  // Why an answer is asked for again rather than graded, or nothing.
  relais.doubt = (question, answer) => (question.type === "numeric" && typeof answer === "string" && !amount(answer, question) ? question.unread : "");
  relais.filled = filled;
  relais.links = links;
  relais.grade = (question, answer) => GRADES[question.type](question, answer);

  // A score from 0 to 100, as course/quizzes/rules.py has it.
  relais.result = function (scores) {
    return Number((100 * scores.reduce((sum, score) => sum + score, 0) / scores.length).toFixed(6));
  };
}(window.relais));
