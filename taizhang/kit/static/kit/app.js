// Small conveniences; every page works without them.
document.addEventListener("change", (event) => {
  const box = event.target;
  if (box.matches("select[data-submit]")) box.form.requestSubmit();
  if (box.matches("input[data-all]")) {
    for (const other of document.querySelectorAll("input[name=codes]")) other.checked = box.checked;
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
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});
