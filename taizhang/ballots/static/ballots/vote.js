// The voter's steps: the code, one debriefer a screen, every row marked, sealed here, into the box. Nothing is kept.
(function () {
  "use strict";
  const main = document.getElementById("ballot"), { seal } = window.taizhang, { h, big, note, showIn } = window.taizhang.dom;
  const ballot = JSON.parse(main.dataset.ballot), words = JSON.parse(main.dataset.texts), { form } = ballot;
  const marks = form.subjects.map(() => form.rows.map(() => null));
  let code = seal.readCode(location.hash.slice(1).replace(/%20/g, "")), sealed = "";  // sealed once: sent again it is the same ballot
  if (location.hash) history.replaceState(null, "", location.pathname);  // the code stays out of the browser's history
  const show = showIn(main);

  function first(fault) {
    if (!seal.isSafe()) return show(note(words.insecure, "bad"));
    const field = h("input", { class: "form-control large", id: "code", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", value: code.replace(/(.{4})(?=.)/g, "$1 ") });
    return show(fault ? note(fault, "bad") : null, h("label", { for: "code" }, words.code), h("p", { class: "hint" }, words.code_hint), field, big(words.begin, () => {
      code = seal.readCode(field.value);
      if (code) person(0); else first(words.bad_code);
    }, "primary"));
  }
  function person(at, fault) {
    sealed = "";
    const rows = form.rows.map((row, number) => h("fieldset", {}, h("legend", {}, row.label), h("div", { class: "options" }, form.options.map((option, value) => {
      const on = marks[at][number] === value;
      return h("button", { type: "button", class: `big${on ? " on" : ""}`, "aria-pressed": String(on), onclick: (event) => {
        marks[at][number] = value;
        for (const other of event.currentTarget.parentNode.children) { const mine = other === event.currentTarget; other.classList.toggle("on", mine); other.setAttribute("aria-pressed", String(mine)); }
      } }, option.label);
    }))));
    const next = () => (marks[at].includes(null) ? person(at, words.all) : at + 1 < form.subjects.length ? person(at + 1) : last());
    show(fault ? note(fault, "bad") : null, h("p", { class: "lead" }, `${at + 1}/${form.subjects.length}`), h("h2", {}, form.subjects[at].name), rows,
      h("div", { class: "steps" }, at ? big(words.back, () => person(at - 1)) : h("span"), big(words.next, next, "primary")));
    return undefined;
  }
  function last(fault) {
    const button = big(words.cast, async () => { button.disabled = true; await cast(); }, "primary");
    show(fault ? note(fault, "bad") : null, note(words.check, "good"), button, big(words.back, () => person(form.subjects.length - 1)));
  }
  async function cast() {
    sealed = sealed || await seal.seal(ballot.key, ballot.box, marks.flat().join(""), ballot.size);
    const told = { method: "POST", body: JSON.stringify({ code, sealed }), headers: { "Content-Type": "application/json" }, credentials: "omit", cache: "no-store" };
    const answer = await fetch(location.pathname, told).catch(() => null);
    if (!answer) return last(words.no_line);
    const said = await answer.json().catch(() => ({}));
    if (answer.ok) return show(note(words.done, "good"));
    return answer.status === 409 ? first(said.detail) : last(said.detail || words.again);
  }
  window.addEventListener("hashchange", () => location.reload());  // the next slip on a shared tablet: everything anew
  first();
})();
