// Large files go before their form, in parts, and go on after a broken line. Without this script they go with the form.
const LARGE = 1024 * 1024;
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const csrf = (form) => form.querySelector("input[name=csrfmiddlewaretoken]").value;

// asks until somebody answers; an answer that refuses is shown, not asked again
async function ask(note, file, address, options) {
  for (let wait = 1, refusals = 0; ; wait = Math.min(wait * 2, 30)) {
    let answer = null;
    try { answer = await fetch(address, { ...options, credentials: "same-origin" }); } catch { /* no line */ }
    if (answer && answer.ok && !answer.redirected) { note.tell("uploading", file); return answer.json(); }
    if (answer && answer.redirected) throw new Error(document.body.dataset.signedOut);
    refusals += answer ? 1 : 0;  // a server in trouble is asked a few times, a broken line until it is back
    if (answer && (answer.status < 500 || refusals > 4)) {
      const told = await answer.json().catch(() => ({}));
      throw new Error(told.detail || String(answer.status));
    }
    note.tell("waiting", file);
    await sleep(wait * 1000);
  }
}

async function send(form, note, file) {
  const digest = await window.taizhang.digestOf(file);
  const told = new FormData();
  for (const [name, value] of Object.entries({
    name: file.name, size: file.size, mark: digest, sha256: digest,
  })) told.append(name, value);
  const headers = { "X-CSRFToken": csrf(form) };
  const begun = await ask(note, file, "/uploads/", { method: "POST", body: told, headers });
  const here = new Set(begun.arrived);
  const parts = Math.ceil(file.size / begun.part);
  note.bar.max = parts;
  for (let number = 0; number < parts; number += 1) {
    note.bar.value = number;
    if (here.has(number)) continue;
    const body = file.slice(number * begun.part, (number + 1) * begun.part);
    await ask(note, file, `/uploads/${begun.upload}/${number}/`, { method: "PUT", body, headers });
  }
  return begun.upload;
}

function noteIn(form) {
  const box = document.createElement("div");
  box.className = "good";
  box.setAttribute("role", "status");
  const words = box.appendChild(document.createElement("span"));
  const bar = box.appendChild(document.createElement("progress"));
  form.append(box);
  const tell = (what, file) => { words.textContent = `${document.body.dataset[what].replace("{name}", file.name)} `; };
  return { box, words, bar, tell };
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const input = form.querySelector("input[type=file][name=files]");
  const large = input ? Array.from(input.files).filter((file) => file.size > LARGE) : [];
  if (!large.length) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (form.dataset.uploading) return;
  form.dataset.uploading = "1";
  const note = noteIn(form);
  for (const old of form.querySelectorAll("input[name=uploads]")) old.remove();
  try {
    const codes = [];
    const small = new DataTransfer();
    for (const file of input.files) if (!large.includes(file)) small.items.add(file);
    for (const file of large) codes.push(await send(form, note, file));
    for (const code of codes) {
      const hidden = document.createElement("input");
      Object.assign(hidden, { type: "hidden", name: "uploads", value: code });
      form.append(hidden);
    }
    input.files = small.files;
    note.box.remove();
    form.requestSubmit(event.submitter);
  } catch (error) {
    note.box.className = "bad";
    note.words.textContent = error.message;
    note.bar.remove();
  } finally {
    delete form.dataset.uploading;
  }
}, true);
