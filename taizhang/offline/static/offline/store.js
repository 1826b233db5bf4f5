// What the phone keeps: everything sealed with a key that cannot leave the browser, nothing readable beside it.
(function () {
  "use strict";
  const NAME = "taizhang-field", TABLE = "sealed", KEYS = "keys", PART = 512 * 1024;
  const STRICT = { durability: "strict" };  // on the disk before we say "kept"
  const text = new TextEncoder(), read = new TextDecoder();
  let opened = null, emptied = false;

  function open() {
    if (emptied) return Promise.reject(new Error("emptied"));
    if (!opened) {
      opened = idb.openDB(NAME, 1, {
        upgrade(db) { db.createObjectStore(TABLE); db.createObjectStore(KEYS); },
        blocking(_now, _then, event) { event.target.close(); opened = null; },  // another window empties it
      });
      opened.catch(() => { opened = null; });
    }
    return opened;
  }
  async function sealKey() {
    const db = await open();
    const known = await db.get(KEYS, "seal");
    if (known) return known;
    const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    const change = db.transaction(KEYS, "readwrite");  // two windows at once: the first one's key stays
    const other = await change.store.get("seal");
    if (!other) await change.store.put(made, "seal");
    await change.done;
    return other || made;
  }
  async function seal(key, bytes) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const how = { name: "AES-GCM", iv, additionalData: text.encode(key) };
    return { iv, data: await crypto.subtle.encrypt(how, await sealKey(), bytes) };
  }
  async function unseal(key, row) {
    const how = { name: "AES-GCM", iv: row.iv, additionalData: text.encode(key) };
    return crypto.subtle.decrypt(how, await sealKey(), row.data);
  }
  const put = async (key, value) => putBytes(key, text.encode(JSON.stringify(value)));
  async function putBytes(key, bytes) {
    const row = await seal(key, bytes);
    const change = (await open()).transaction(TABLE, "readwrite", STRICT);
    change.store.put(row, key);
    await change.done;
  }
  async function getBytes(key) {
    const row = await (await open()).get(TABLE, key);
    return row ? unseal(key, row) : null;
  }
  async function get(key) {
    const bytes = await getBytes(key);
    return bytes ? JSON.parse(read.decode(bytes)) : null;
  }
  const under = (prefix) => IDBKeyRange.bound(prefix, `${prefix}\uffff`);
  async function all(prefix) {
    const found = [];
    for (const key of await (await open()).getAllKeys(TABLE, under(prefix))) {
      const value = await get(key);
      if (value) found.push(value);
    }
    return found;
  }
  const count = async (prefix) => (await open()).count(TABLE, under(prefix));
  async function drop(...keys) {
    const change = (await open()).transaction(TABLE, "readwrite", STRICT);
    for (const key of keys) change.store.delete(key.endsWith("/") ? under(key) : key);
    await change.done;
  }
  // several changes that stand or fall together: [key, value] pairs; null drops
  async function together(pairs) {
    const rows = [];
    for (const [key, value] of pairs) rows.push([key, value === null ? null : await seal(key, text.encode(JSON.stringify(value)))]);
    const change = (await open()).transaction(TABLE, "readwrite", STRICT);
    for (const [key, row] of rows) { if (row) change.store.put(row, key); else change.store.delete(key); }
    await change.done;
  }
  async function empty() {
    emptied = true;  // a sending that is still under way must not begin the store anew
    if (opened) (await opened).close();
    opened = null;
    await idb.deleteDB(NAME);
  }

  const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const digest = async (bytes) => hex(await crypto.subtle.digest("SHA-256", typeof bytes === "string" ? text.encode(bytes) : bytes));
  // a file in sealed parts, so that sending one part opens one part
  async function putFile(blob, name) {
    const sha = await window.taizhang.digestOf(blob);
    const parts = Math.ceil(blob.size / PART);
    for (let at = 0; at < parts; at += 1) {
      await putBytes(`part/${sha}/${at}`, await blob.slice(at * PART, (at + 1) * PART).arrayBuffer());
    }
    await put(`file/${sha}`, { sha, name, size: blob.size, type: blob.type, parts });
    return sha;
  }
  const dropFile = (sha) => drop(`file/${sha}`, `part/${sha}/`);
  const isSafe = () => Boolean(window.isSecureContext && window.crypto && crypto.subtle && window.indexedDB);
  window.taizhang.store = { PART, put, get, getBytes, all, count, drop, together, empty, digest, putFile, dropFile, isSafe };
})();
