// Acts wait here until the server's receipt: made once, sent as often as it takes, done once.
(function () {
  "use strict";
  const { store } = window.taizhang, AT_ONCE = 20, WAIT = 120000;  // a part of half a megabyte has two minutes: 35 kbit/s will do
  const listeners = [];
  let csrf = "", sending = null, again = false;
  // crypto.randomUUID is younger than the oldest browser we serve
  function newMark() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64; bytes[8] = (bytes[8] & 63) | 128;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }
  const tell = (what, more) => listeners.forEach((listener) => listener(what, more));
  const inOrder = (rows) => rows.sort((one, other) => (one.media.length > 0) - (other.media.length > 0) || one.number - other.number);
  const waiting = async () => inOrder(await store.all("outbox/"));

  // rows are chosen, grown and fixed by one hand at a time, over all windows: nobody writes back what another has changed
  let before = Promise.resolve();
  function alone(doing) {
    const run = () => (navigator.locks ? navigator.locks.request("taizhang-rows", doing) : doing());
    const mine = before.then(run, run);
    before = mine.catch(() => {});
    return mine;
  }

  // an act not yet tried may still grow; from its first try on its text is fixed, and with it what its key stands for
  async function record(kind, told, more = {}) {
    const id = await alone(() => put(kind, told, more));
    tell("changed");
    soon();
    return id;
  }
  async function put(kind, told, { media = [], beside = [] }) {
    const rows = await store.all("outbox/"), me = await store.get("pack");
    const open = kind === "record_answers" && rows.find((row) => row.kind === kind && !row.sent
      && row.told.code === told.code && row.told.checklist === told.checklist && row.by === me.by);
    const number = Math.max(0, ...rows.map((row) => row.number)) + 1;
    const row = open || { id: newMark(), kind, told, media, by: me.by, at: new Date().toISOString(), number, sent: "", why: "" };
    if (open) { Object.assign(row.told.answers, told.answers); row.at = new Date().toISOString(); }
    await store.together([[`outbox/${row.id}`, row], ...beside]);
    return row.id;
  }

  class SignedOut extends Error {}
  class NoLine extends Error {}
  async function ask(address, options) {
    const stop = new AbortController(), timer = setTimeout(() => stop.abort(), WAIT);
    let answer;
    try {
      answer = await fetch(address, { ...options, credentials: "same-origin", signal: stop.signal, cache: "no-store" });
    } catch { throw new NoLine(); } finally { clearTimeout(timer); }
    if (answer.redirected || answer.status === 401) throw new SignedOut();
    return answer;
  }
  async function post(address, body, headers = {}, method = "POST") {
    for (let tries = 0; tries < 2; tries += 1) {
      const answer = await ask(address, { method, body, headers: { "X-CSRFToken": csrf, ...headers } });
      if (answer.status === 403 && tries === 0) { await fetchPack(); continue; }
      if (answer.status >= 500) throw new NoLine();
      const told = await answer.json().catch(() => { throw new NoLine(); });
      return { answer, told };
    }
    throw new NoLine();
  }
  async function fetchPack() {
    const answer = await ask("/field/pack/", { headers: { Accept: "application/json" } });
    if (answer.status >= 500) throw new NoLine();
    if (!answer.ok) throw new SignedOut();
    const pack = await answer.json().catch(() => { throw new NoLine(); });
    csrf = pack.csrf;
    return pack;
  }

  async function upload(sha) {
    const file = await store.get(`file/${sha}`);
    if (!file) return { why: "file" };
    const form = new FormData();
    for (const [name, value] of Object.entries({ name: file.name, size: file.size, mark: sha, sha256: sha })) form.append(name, value);
    const begun = await post("/uploads/", form);
    if (!begun.answer.ok) return { why: begun.told.detail };
    const here = new Set(begun.told.arrived);
    for (let at = 0; at < file.parts; at += 1) {
      if (here.has(at)) continue;
      const sent = await post(`/uploads/${begun.told.upload}/${at}/`, await store.getBytes(`part/${sha}/${at}`), {}, "PUT");
      if (!sent.answer.ok) return { why: sent.told.detail };
      tell("part", { sha, at, parts: file.parts });
    }
    return { upload: begun.told.upload };
  }
  async function withMedia(row) {
    const uploads = [];
    for (const sha of row.media) {
      const done = await upload(sha);
      if (done.why) { await refuse(row, done.why); return null; }
      uploads.push(done.upload);
    }
    return uploads;
  }
  // the row as it is now, its text fixed; nothing when it has gone meanwhile
  const fix = (id, uploads) => alone(async () => {
    const row = await store.get(`outbox/${id}`);
    if (row && !row.sent) {
      if (uploads) row.told.uploads = uploads;
      row.sent = JSON.stringify({ kind: row.kind, told: row.told, by: row.by, at: row.at });
      await store.put(`outbox/${id}`, row);
    }
    return row;
  });
  const refuse = (row, why) => alone(async () => {
    const kept = await store.get(`outbox/${row.id}`);
    if (kept) await store.put(`outbox/${row.id}`, { ...kept, why });
  });
  // nothing leaves before a receipt whose digest is that of our own text
  async function settle(row, answer) {
    if (answer.again) throw new NoLine();
    if (answer.refused || answer.digest !== await store.digest(row.sent)) return refuse(row, answer.refused || "digest");
    const receipt = { id: row.id, kind: row.kind, code: row.told.code, seq: answer.seq, late: answer.late, at: answer.at };
    await store.together([[`receipt/${row.id}`, receipt], [`outbox/${row.id}`, null]]);
    await dropFiles(row);
    tell("received", receipt);
  }
  async function dropFiles(row) {
    for (const sha of row.media) {
      const others = (await store.all("outbox/")).some((one) => one.media.includes(sha));
      if (!others) await store.dropFile(sha);
    }
  }
  async function round() {
    const me = await store.get("pack");
    const rows = (await waiting()).filter((row) => !row.why && me && row.by === me.by);
    const plain = rows.filter((row) => !row.media.length).slice(0, AT_ONCE);
    const batch = plain.length ? plain : rows.slice(0, 1);
    if (!batch.length) return false;
    // its answer may have been lost: then nothing is sent again
    if (batch[0].media.length && batch[0].sent) {
      const answer = await ask(`/field/acts/${batch[0].id}/`, { headers: { Accept: "application/json" } });
      if (answer.status >= 500) throw new NoLine();
      if (answer.ok) { await settle(batch[0], await answer.json().catch(() => { throw new NoLine(); })); tell("changed"); return true; }
    }
    // before each try: what came in once may have been swept since; begun again, it goes on where it is
    const uploads = batch[0].media.length ? await withMedia(batch[0]) : null;
    if (batch[0].media.length && !uploads) return true;
    const fixed = [];
    for (const one of batch) { const row = await fix(one.id, uploads); if (row) fixed.push(row); }
    const acts = fixed.map((row) => ({ id: row.id, sent: row.sent }));
    const { answer, told } = await post("/field/acts/", JSON.stringify({ acts }), { "Content-Type": "application/json" });
    if (!answer.ok) throw new NoLine();
    for (const one of told.answers) {
      const row = fixed.find((each) => each.id === one.id);
      if (row) await settle(row, one);
    }
    tell("changed");
    return true;
  }
  async function run() {
    tell("sending");
    try {
      const known = await store.get("pack"), fresh = await fetchPack();
      if (known && known.by !== fresh.by) { tell("sign_in"); return; }  // somebody else has signed in here: not in their name
      while (await round()) { /* until nothing is left */ }
      tell("sent");
    } catch (error) {
      if (error instanceof SignedOut) tell("sign_in");
      else if (error instanceof NoLine) { tell("no_line"); setTimeout(send, 20000); } else { tell("no_line"); throw error; }
    }
  }
  // one hand at a time, over all windows of this browser
  function send() {
    if (sending) { again = true; return sending; }
    const go = () => run().catch((error) => console.error(error));
    sending = (navigator.locks ? navigator.locks.request("taizhang-outbox", go) : go()).finally(() => {
      sending = null;
      if (again) { again = false; send(); }
    });
    return sending;
  }
  let timer = 0;
  function soon() { clearTimeout(timer); timer = setTimeout(send, 1500); }
  async function retry(id) {
    await alone(async () => {
      const row = await store.get(`outbox/${id}`);
      if (row) await store.put(`outbox/${id}`, { ...row, why: "" });
    });
    return send();
  }
  async function discard(id) {
    const row = await store.get(`outbox/${id}`);
    if (!row) return;
    await alone(() => store.drop(`outbox/${id}`));
    await dropFiles(row);
    tell("changed");
  }
  window.addEventListener("online", send);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") send(); });
  window.taizhang.outbox = { record, waiting, send, retry, discard, fetchPack, SignedOut, onChange: (listener) => listeners.push(listener) };
})();
