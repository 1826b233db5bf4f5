// Names are picked, not typed whole: below a field with data-suggest stand the names that hold what is being written.
// Several names in one field: each line or part is asked for by itself. Without this script they are typed.
(function () {
  "use strict";
  const WAIT = 200, PARTS = /[\n、，,：:]/;
  let box = null, field = null, at = -1, timer = 0, asked = 0;

  // what is being written: the part of the text around the cursor
  function part(input) {
    const text = input.value, end = input.selectionStart;
    if (input.dataset.single !== undefined) return { from: 0, until: text.length, word: text.trim() };
    let from = end, until = end;
    while (from > 0 && !PARTS.test(text[from - 1])) from -= 1;
    while (until < text.length && !PARTS.test(text[until])) until += 1;
    return { from, until, word: text.slice(from, until).trim() };
  }
  function close() {
    asked += 1;
    if (box) box.remove();
    if (field) { field.setAttribute("aria-expanded", "false"); field.removeAttribute("aria-activedescendant"); }
    box = null; at = -1;
  }
  function choose(name) {
    const { from, until } = part(field), text = field.value;
    field.value = text.slice(0, from) + name + text.slice(until);
    const end = from + name.length;
    field.setSelectionRange(end, end);
    close();
    field.focus();
  }
  function show(rows) {
    close();
    if (!rows.length || document.activeElement !== field) return;
    box = Object.assign(document.createElement("ul"), { className: "suggest", id: "suggest" });
    box.setAttribute("role", "listbox");
    rows.forEach((row, number) => {
      const line = box.appendChild(Object.assign(document.createElement("li"), { id: `suggest-${number}`, textContent: row.name }));
      line.setAttribute("role", "option");
      line.append(Object.assign(document.createElement("small"), { textContent: row.more ? ` ${row.more}` : "" }));
      line.addEventListener("pointerdown", (event) => { event.preventDefault(); choose(row.name); });
    });
    field.after(box);
    field.setAttribute("aria-expanded", "true");
    field.setAttribute("aria-controls", "suggest");
  }
  async function ask() {
    const { word } = part(field), mine = asked += 1;
    if (!word) { close(); return; }
    const address = `${field.dataset.suggest}?q=${encodeURIComponent(word.slice(0, 40))}`;
    const answer = await fetch(address, { credentials: "same-origin" }).catch(() => null);
    if (mine !== asked || !answer || !answer.ok || answer.redirected) return;
    const rows = (await answer.json()).rows;
    if (mine === asked) show(rows.length === 1 && rows[0].name === word ? [] : rows);
  }
  function move(step) {
    const lines = box.children;
    if (at >= 0) lines[at].removeAttribute("aria-selected");
    at = (at + step + lines.length) % lines.length;
    lines[at].setAttribute("aria-selected", "true");
    field.setAttribute("aria-activedescendant", lines[at].id);
  }
  for (const input of document.querySelectorAll("[data-suggest]")) {
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.autocomplete = "off";
  }
  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-suggest]")) return;
    field = event.target;
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  document.addEventListener("keydown", (event) => {
    if (!box || event.target !== field || event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); move(event.key === "ArrowDown" ? 1 : -1); }
    if (event.key === "Enter") { event.preventDefault(); choose(box.children[Math.max(0, at)].firstChild.textContent); }
    if (event.key === "Escape") close();
  });
  document.addEventListener("focusout", (event) => { if (event.target === field) close(); });
})();
