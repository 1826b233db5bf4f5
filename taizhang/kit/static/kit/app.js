// Small conveniences; every page works without them.
document.addEventListener("change", (event) => {
  const box = event.target;
  if (box.matches("select[data-submit]")) box.form.requestSubmit();
  if (box.matches("input[data-all]")) {
    const within = box.dataset.all ? box.closest(box.dataset.all) : document; // all, or those of its own group
    for (const other of within.querySelectorAll("input[name=codes], input[data-all]")) other.checked = box.checked;
  }
});
document.addEventListener("submit", (event) => {
  // a second tap on a slow line sends nothing twice; the server would answer the same anyway
  const form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  if (form.method === "post") {
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 8000);
  }
});
// Enter in a line of a form goes on to the next line: a record for ever is made by its button, not by a slip of the finger
document.addEventListener("keydown", (event) => {
  const line = event.target, form = line.form;
  if (event.key !== "Enter" || event.isComposing || event.defaultPrevented || !form || form.method !== "post") return;
  if (line.tagName !== "INPUT" || ["submit", "button", "checkbox", "radio", "file"].includes(line.type)) return;
  if (form.querySelector("input[type=password]")) return;
  event.preventDefault();
  const rest = Array.from(form.elements).filter((one) => one.type !== "hidden" && !one.disabled && one.offsetParent !== null);
  const next = rest[rest.indexOf(line) + 1];
  if (next) next.focus();
});
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});
// a line of the overview unfolds where it stands; what has come once is only hidden and shown again
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-unfold]");
  if (!button) return;
  const open = button.getAttribute("aria-expanded") !== "true";
  button.setAttribute("aria-expanded", String(open));
  button.textContent = open ? "－" : "＋";
  for (const row of document.querySelectorAll(`tr[data-under="${button.dataset.unfold}"]`)) {
    row.hidden = !open;
    const inner = row.querySelector('button[data-unfold][aria-expanded="true"]');
    if (!open && inner) inner.click();
  }
});
// on a wide screen the further filters lie open from the start
for (const box of document.querySelectorAll("details[data-wide]")) if (window.innerWidth >= 900) box.open = true;
// links that a key of the keyboard follows (the screen in the hall)
document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, textarea, select")) return;
  const link = document.querySelector(`a[data-key="${CSS.escape(event.key)}"]`);
  if (link) link.click();
});
// a long text that has not been sent yet is not lost by a slip of the finger
document.addEventListener("input", (event) => { const form = event.target.form; if (form && form.matches("[data-long]")) form.dataset.dirty = "1"; });
window.addEventListener("beforeunload", (event) => {
  const forms = [...document.querySelectorAll("form[data-long][data-dirty]")];
  if (forms.some((form) => !form.dataset.sent)) event.preventDefault();
});
