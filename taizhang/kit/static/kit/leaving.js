// Signing out empties what the field's screens keep on this phone; what is unsent is asked about first.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-leaving]") || form.dataset.emptied || !window.indexedDB) return;
  event.preventDefault();
  const out = () => { form.dataset.emptied = "1"; delete form.dataset.sent; form.requestSubmit(); };
  const asked = indexedDB.open("taizhang-field", 1);
  asked.onupgradeneeded = () => asked.transaction.abort();  // nothing is kept here: do not begin now
  asked.onerror = (error) => { error.preventDefault(); out(); };
  asked.onsuccess = () => {
    const db = asked.result;
    const range = IDBKeyRange.bound("outbox/", "outbox/\uffff");
    const count = db.transaction("sealed").objectStore("sealed").count(range);
    count.onerror = () => { db.close(); out(); };
    count.onsuccess = () => {
      db.close();
      if (count.result) { location.href = "/field/#/leaving"; return; }
      const gone = indexedDB.deleteDatabase("taizhang-field");
      gone.onsuccess = gone.onerror = gone.onblocked = out;
    };
  };
});
// the field's screen has settled what was unsent: now the session ends too
if (sessionStorage.getItem("taizhang-leaves")) {
  sessionStorage.removeItem("taizhang-leaves");
  const form = document.querySelector("form[data-leaving]");
  if (form) { form.dataset.emptied = "1"; form.requestSubmit(); }
}
