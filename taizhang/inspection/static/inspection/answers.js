// Answers to a checklist's items, as in inspection/rules/answers.py; tests/inspection/answers.json binds both.
(function () {
  "use strict";
  const { valueOf, isTrue } = window.taizhang.expressions;
  const TEXT_MOST = 500;
  const NUMBER = /^-?[0-9]{1,12}(\.[0-9]{1,6})?$/, DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
  const none = (raw) => raw === undefined || raw === null || raw === "" || (Array.isArray(raw) && !raw.length);
  const itemsOf = (body) => body.sections.flatMap((section) => section.items);
  const roundPoints = (value) => Math.floor(value * 100 + 0.5) / 100;

  function wordsOf(value) {
    if (typeof value === "boolean") return value ? "是" : "否";
    if (typeof value === "number") return String(roundPoints(value));
    return Array.isArray(value) ? value.join("、") : value || "";
  }
  function number(item, raw) {
    const text = typeof raw === "string" ? raw.replace(/^ +| +$/g, "") : typeof raw === "number" && Math.abs(raw) < 1e12 ? wordsOf(raw) : "";
    if (!NUMBER.test(text)) return [null, "not_number"];
    const value = Number(text) + 0, scored = item.answer === "score";
    if (value < (item.least !== undefined ? item.least : scored ? 0 : -Infinity)) return [null, "too_small"];
    if (value > (item.most !== undefined ? item.most : scored ? item.points : Infinity)) return [null, "too_big"];
    return [value, ""];
  }
  function day(raw) {
    if (typeof raw !== "string" || !DAY.test(raw)) return [null, "not_date"];
    const [year, month, date] = raw.split("-").map(Number), made = new Date(Date.UTC(2000, 0, 1));
    made.setUTCFullYear(year, month - 1, date);
    const whole = year > 0 && made.getUTCFullYear() === year && made.getUTCMonth() === month - 1 && made.getUTCDate() === date;
    return whole ? [raw, ""] : [null, "not_date"];
  }
  const READERS = {
    yes_no: (_item, raw) => (raw === true || raw === "yes" ? [true, ""] : raw === false || raw === "no" ? [false, ""] : [null, "not_yes_no"]),
    choice: (item, raw) => (typeof raw === "string" && item.options.some((one) => one.text === raw) ? [raw, ""] : [null, "not_option"]),
    many: (item, raw) => {
      const texts = item.options.map((one) => one.text);
      if (!Array.isArray(raw) || raw.some((one) => !texts.includes(one))) return [null, "not_option"];
      return [texts.filter((text) => raw.includes(text)), ""];
    },
    number, score: number,
    text: (item, raw) => (typeof raw !== "string" ? [null, "not_text"]
      : Array.from(raw).length <= (item.most !== undefined ? item.most : TEXT_MOST) ? [raw, ""] : [null, "too_long"]),
    date: (_item, raw) => day(raw),
  };
  const readAnswer = (item, raw) => (none(raw) ? [null, ""] : READERS[item.answer](item, raw));

  const problemWords = (item, known) =>
    (item.problem || item.text).replace(/\{([^{}]*)\}/g, (_all, text) => wordsOf(valueOf(text || " ", known)));
  function gainedBy(item, value, known) {
    const points = item.points || 0;
    if (!points) return null;
    if (item.score) {
      const found = valueOf(item.score, known);
      return typeof found === "number" ? roundPoints(Math.min(Math.max(found, 0), points)) : null;
    }
    if (item.answer === "yes_no") return value === true ? points : 0;
    if (item.answer === "choice") return item.options.find((one) => one.text === value).points || 0;
    return typeof value === "number" ? value : null;
  }
  function failsBy(item, value, gained, known) {
    if (item.fails) return isTrue(item.fails, known);
    if (gained !== null) return gained < item.points;
    return item.answer === "yes_no" && value === false;
  }
  function result(item, known, fault) {
    const value = known[item.key], plain = { shown: true, gained: null, fails: false, fault, problem: "" };
    if (value === null) return plain;
    if (item.must && !isTrue(item.must, known)) return { ...plain, fault: "must" };
    const gained = gainedBy(item, value, known), fails = failsBy(item, value, gained, known);
    return { shown: true, gained, fails, fault: "", problem: fails ? problemWords(item, known) : "" };
  }
  function resultsOf(body, answers) {
    const known = Object.create(null), faults = Object.create(null), made = Object.create(null);
    for (const item of itemsOf(body)) {
      if (item.shown && !isTrue(item.shown, known)) continue;
      [known[item.key], faults[item.key]] = readAnswer(item, answers[item.key]);
    }
    for (const item of itemsOf(body)) {
      made[item.key] = item.key in faults ? result(item, known, faults[item.key])
        : { shown: false, gained: null, fails: false, fault: "", problem: "" };
    }
    return made;
  }
  function scoreOf(body, answers) {
    const results = resultsOf(body, answers), sum = { gained: 0, possible: 0, answered: 0, asked: 0 };
    for (const item of itemsOf(body)) {
      const one = results[item.key];
      if (one.shown) sum.asked++;
      if (one.shown && !one.fault && !none(answers[item.key])) sum.answered++;
      if (one.gained !== null) { sum.gained += one.gained; sum.possible += item.points; }
    }
    sum.gained = roundPoints(sum.gained);
    return sum;
  }
  window.taizhang.answers = { itemsOf, readAnswer, resultsOf, scoreOf, wordsOf };
})();
