// The small language of conditions and scores, as in kit/expressions.py; tests/kit/expressions.json binds both.
(function () {
  "use strict";
  const LENGTH = 500, DEPTH = 30;
  const WIDE = "（）＝＜＞！＋－＊／，【】“”‘’　", PLAIN = "()=<>!+-*/,[]\"\"'' ";
  const WORDS = { 且: "and", 或: "or", 非: "not", 含: "has", 是: "true", 否: "false", 空: "nothing",
    and: "and", or: "or", not: "not", has: "has", true: "true", false: "false", nothing: "nothing" };
  const FUNCTIONS = { max: [1, 9], min: [1, 9], abs: [1, 1], round: [1, 2], count: [1, 20], if: [3, 3], len: [1, 1] };
  const CALLED = { 最大: "max", 最小: "min", 绝对值: "abs", 四舍五入: "round", 个数: "count", 如果: "if", 字数: "len" };
  const SIGNS = { "≥": ">=", "≤": "<=", "≠": "!=", "<>": "!=", "==": "=", "×": "*", "÷": "/", "&&": "and", "||": "or" };
  const COMPARING = ["=", "!=", "<", "<=", ">", ">=", "has"];
  const PARTS = [["space", /[ \t\r\n]+/y], ["number", /[0-9]+(?:\.[0-9]+)?/y], ["double", /"([^"]*)"/y],
    ["single", /'([^']*)'/y], ["name", /\[([^\[\]]{1,40})\]/uy],
    ["sign", />=|<=|!=|<>|==|&&|\|\||[≥≤≠×÷=<>+\-*/(),!]/y],
    ["word", /[A-Za-z]+|最大|最小|绝对值|四舍五入|个数|如果|字数|[且或非含是否空]/y]];
  const own = (table, key) => (Object.prototype.hasOwnProperty.call(table, key) ? table[key] : undefined);

  class Unreadable extends Error {
    constructor(at) { super(String(at)); this.at = at; }
  }
  // places are told in characters as people count them, not in halves of a pair
  const counted = (text, at) => Array.from(text.slice(0, at)).length;

  function tokens(text) {
    const found = [];
    let at = 0;
    while (at < text.length) {
      let match = null, kind = "";
      for (const [name, pattern] of PARTS) {
        pattern.lastIndex = at;
        match = pattern.exec(text);
        if (match) { kind = name; break; }
      }
      if (!match) throw new Unreadable(counted(text, at));
      const place = counted(text, at);
      if (kind === "double" || kind === "single") found.push({ kind: "text", text: match[1], at: place });
      else if (kind === "name") found.push({ kind, text: match[1].replace(/^ +| +$/g, ""), at: place });
      else if (kind !== "space") found.push({ kind, text: match[0], at: place });
      at += match[0].length;
    }
    found.push({ kind: "end", text: "", at: counted(text, text.length) });
    return found;
  }

  class Reader {
    constructor(text) { this.tokens = tokens(text); this.next = 0; this.depth = 0; }
    sign() {
      const token = this.tokens[this.next];
      if (token.kind === "sign") return own(SIGNS, token.text) || token.text;
      const word = token.kind === "word" ? own(WORDS, token.text) : "";
      return ["and", "or", "not", "has"].includes(word) ? word : "";
    }
    take() { return this.tokens[this.next++]; }
    whole() {
      const node = this.any();
      if (this.tokens[this.next].kind !== "end") throw new Unreadable(this.tokens[this.next].at);
      return node;
    }
    deeper() { if (++this.depth > DEPTH) throw new Unreadable(this.tokens[this.next].at); }
    any() { return this.chain(["or"], () => this.chain(["and"], () => this.negated())); }
    chain(signs, inner) {
      let node = inner();
      while (signs.includes(this.sign())) {
        const sign = this.sign();
        this.take();
        node = [sign, node, inner()];
      }
      return node;
    }
    negated() {
      if (!["not", "!"].includes(this.sign())) return this.compared();
      this.deeper(); this.take();
      const node = ["not", this.negated()];
      this.depth--;
      return node;
    }
    compared() {
      const left = this.sum();
      if (!COMPARING.includes(this.sign())) return left;
      const sign = this.sign();
      this.take();
      return [sign, left, this.sum()];
    }
    sum() { return this.chain(["+", "-"], () => this.chain(["*", "/"], () => this.signed())); }
    signed() {
      if (this.sign() !== "-") return this.atom();
      this.deeper(); this.take();
      const node = ["minus", this.signed()];
      this.depth--;
      return node;
    }
    atom() {
      const token = this.take();
      if (token.kind === "number") return ["value", Number(token.text)];
      if (token.kind === "text") return ["value", token.text];
      if (token.kind === "name") return ["name", token.text];
      if (token.kind === "word") return this.word(token);
      if (token.kind === "sign" && token.text === "(") {
        this.deeper();
        const node = this.any();
        this.close();
        return node;
      }
      throw new Unreadable(token.at);
    }
    close() {
      const token = this.take();
      if (token.kind !== "sign" || token.text !== ")") throw new Unreadable(token.at);
      this.depth--;
    }
    word(token) {
      const meaning = own(WORDS, token.text);
      if (meaning === "true" || meaning === "false") return ["value", meaning === "true"];
      if (meaning === "nothing") return ["value", null];
      const called = own(CALLED, token.text) || token.text;
      const limits = own(FUNCTIONS, called);
      const opening = this.tokens[this.next];
      if (!limits || opening.kind !== "sign" || opening.text !== "(") throw new Unreadable(token.at);
      this.take(); this.deeper();
      const given = [this.any()];
      while (this.sign() === ",") { this.take(); given.push(this.any()); }
      this.close();
      if (given.length < limits[0] || given.length > limits[1]) throw new Unreadable(token.at);
      return ["call", called, ...given];
    }
  }

  function read(text) {
    if (Array.from(text).length > LENGTH) throw new Unreadable(LENGTH);
    let plain = "";
    for (const char of text) plain += WIDE.includes(char) ? PLAIN[WIDE.indexOf(char)] : char;
    return new Reader(plain).whole();
  }

  const finite = (value) => (Number.isFinite(value) ? value + 0 : null);
  const kindOf = (value) => (value === null ? "nothing" : Array.isArray(value) ? "list" : typeof value);
  function same(left, right) {
    if (kindOf(left) !== kindOf(right)) return false;
    if (Array.isArray(left)) return left.length === right.length && left.every((one, at) => one === right[at]);
    return left === right;
  }
  function compared(sign, left, right) {
    if (sign === "has") return typeof right === "string" && (typeof left === "string" || Array.isArray(left)) && left.includes(right);
    if (sign === "=") return same(left, right);
    if (sign === "!=") return !same(left, right);
    if (typeof left !== "number" || typeof right !== "number") return false;
    return sign === "<" ? left < right : sign === "<=" ? left <= right : sign === ">" ? left > right : left >= right;
  }
  function reckoned(sign, left, right) {
    if (typeof left !== "number" || typeof right !== "number") return null;
    if (sign === "/") return right === 0 ? null : finite(left / right);
    return finite(sign === "+" ? left + right : sign === "-" ? left - right : left * right);
  }
  function rounded(numbers) {
    const digits = numbers.length > 1 ? numbers[1] : 0;
    if (![0, 1, 2, 3, 4, 5, 6].includes(digits)) return null;
    const scale = Number("1e" + digits), scaled = numbers[0] * scale + 0.5;
    return Number.isFinite(scaled) ? finite(Math.floor(scaled) / scale) : null;
  }
  function called(name, given) {
    if (name === "if") return given[0] === true ? given[1] : given[2];
    if (name === "count") return given.reduce((sum, one) => sum + (Array.isArray(one) ? one.length : one === null || one === "" ? 0 : 1), 0);
    if (name === "len") return typeof given[0] === "string" ? Array.from(given[0]).length : null;
    if (given.some((one) => typeof one !== "number")) return null;
    if (name === "round") return rounded(given);
    return (name === "abs" ? Math.abs(given[0]) : name === "max" ? Math.max(...given) : Math.min(...given)) + 0;
  }
  function valueIn(node, known) {
    const kind = node[0];
    if (kind === "value") return node[1];
    if (kind === "name") {
      const value = own(known, node[1]);
      return value === undefined ? null : typeof value === "number" ? finite(value) : value;
    }
    const given = node.slice(1).filter(Array.isArray).map((part) => valueIn(part, known));
    if (kind === "call") return called(node[1], given);
    if (kind === "not") return given[0] !== true;
    if (kind === "minus") return typeof given[0] === "number" ? finite(-given[0]) : null;
    if (kind === "and") return given.every((one) => one === true);
    if (kind === "or") return given.some((one) => one === true);
    return COMPARING.includes(kind) ? compared(kind, ...given) : reckoned(kind, ...given);
  }
  const valueOf = (text, known) => valueIn(read(text), known);
  window.taizhang = window.taizhang || {};
  window.taizhang.expressions = { read, valueOf, isTrue: (text, known) => valueOf(text, known) === true, Unreadable };
})();
