// Every vector answered in the browser; returns those that come out otherwise.
({ expressions, answers }) => {
  const { valueOf } = taizhang.expressions, { resultsOf, scoreOf } = taizhang.answers, wrong = [];
  const check = (what, found, wanted) => {
    if (JSON.stringify(found) !== JSON.stringify(wanted)) wrong.push([what, found, wanted]);
  };
  const placeOf = (text) => {
    try { valueOf(text, {}); } catch (error) { return error.at; }
    return "none";
  };
  for (const [text, known, value] of expressions.hand) check(text, valueOf(text, known), value);
  for (const [text, at] of expressions.errors) check(text, placeOf(text), at);
  for (const [sign, rows] of Object.entries(expressions.pairs)) {
    rows.forEach((row, l) => row.forEach((value, r) => {
      check(sign, valueOf(`[l] ${sign} [r]`, { l: expressions.values[l], r: expressions.values[r] }), value);
    }));
  }
  for (const [given, results, score] of answers.cases) {
    const found = resultsOf(answers.body, given), sum = scoreOf(answers.body, given);
    for (const [key, wanted] of Object.entries(results)) {
      const one = found[key];
      check([given, key], [one.shown, one.gained, one.fails, one.fault, one.problem], wanted);
    }
    check(given, [sum.gained, sum.possible, sum.answered, sum.asked], score);
  }
  return wrong;
}
