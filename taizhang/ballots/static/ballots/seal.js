// Keys, halves, sealing and opening (SECURITY §3.2): P-256 ECDH, HKDF-SHA-256, AES-256-GCM, all by the browser's own hand.
(function () {
  "use strict";
  const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ", POINT = 65, NONCE = 12;
  const CURVE = { name: "ECDH", namedCurve: "P-256" };
  const bytesOf = (text) => new TextEncoder().encode(text);
  const unhex = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
  const hex = (bytes) => Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
  const joined = (...parts) => { const all = new Uint8Array(parts.reduce((sum, one) => sum + one.length, 0)); let at = 0; for (const one of parts) { all.set(one, at); at += one.length; } return all; };
  const mixed = (one, other) => one.map((byte, at) => byte ^ other[at]);
  const url64 = (bytes) => btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const fromUrl64 = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
  const sha = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const isSafe = () => Boolean(window.isSecureContext && window.crypto && crypto.subtle);

  function asLetters(bytes) {
    let bits = 0, held = 0, text = "";
    for (const byte of bytes) { held = (held << 8) | byte; bits += 8; while (bits >= 5) { bits -= 5; text += LETTERS[(held >> bits) & 31]; held &= (1 << bits) - 1; } }
    if (bits) text += LETTERS[(held << (5 - bits)) & 31];
    return text.match(/.{1,4}/g).join(" ");
  }
  const cleanOf = (text) => text.toUpperCase().replace(/[\s-]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1").replace(/U/g, "V");
  function fromLetters(text, length) {
    const clean = cleanOf(text);
    let bits = 0, held = 0;
    const found = [];
    for (const one of clean) {
      const value = LETTERS.indexOf(one);
      if (value < 0) return null;
      held = (held << 5) | value; bits += 5;
      if (bits >= 8) { bits -= 8; found.push((held >> bits) & 255); held &= (1 << bits) - 1; }
    }
    return found.length === length ? Uint8Array.from(found) : null;
  }
  // a half: which one, its 32 bytes, and four bytes that find a slip of the pen
  const checkOf = async (half, point) => (await sha(joined(half, point))).slice(0, 4);
  async function makeKeys() {
    const pair = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
    const point = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
    const secret = fromUrl64((await crypto.subtle.exportKey("jwk", pair.privateKey)).d);
    const mask = crypto.getRandomValues(new Uint8Array(32)), halves = [];
    for (const [which, part] of [[1, mask], [2, mixed(secret, mask)]]) {
      const half = joined([which], part);
      halves.push(asLetters(joined(half, await checkOf(half, point))));
    }
    return { key: hex(point), halves };
  }
  async function readHalf(text, point) {
    const found = fromLetters(text, 37);
    if (!found) return null;
    const half = found.slice(0, 33), check = await checkOf(half, point);
    return check.every((byte, at) => byte === found[33 + at]) ? half : null;
  }
  // the private key from two halves; null when one is mistyped, or they are twice the same
  async function joinHalves(one, other, key) {
    const point = unhex(key), halves = [await readHalf(one, point), await readHalf(other, point)];
    if (halves.some((half) => half === null) || halves[0][0] === halves[1][0]) return null;
    const secret = mixed(halves[0].slice(1), halves[1].slice(1));
    const jwk = { kty: "EC", crv: "P-256", x: url64(point.slice(1, 33)), y: url64(point.slice(33)), d: url64(secret) };
    return crypto.subtle.importKey("jwk", jwk, CURVE, false, ["deriveBits"]).catch(() => null);
  }
  async function lockOf(secret, point, box) {
    const bits = await crypto.subtle.deriveBits({ name: "ECDH", public: point }, secret, 256);
    const base = await crypto.subtle.importKey("raw", bits, "HKDF", false, ["deriveKey"]);
    const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: bytesOf(`taizhang ballot ${box}`) };
    return crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  }
  const pointOf = (raw) => crypto.subtle.importKey("raw", raw, CURVE, false, []);
  async function seal(key, box, text, size) {
    const once = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]), nonce = crypto.getRandomValues(new Uint8Array(NONCE));
    const lock = await lockOf(once.privateKey, await pointOf(unhex(key)), box);
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce }, lock, bytesOf(text.padEnd(size)));
    const all = joined(new Uint8Array(await crypto.subtle.exportKey("raw", once.publicKey)), nonce, new Uint8Array(sealed));
    let binary = "";
    for (const byte of all) binary += String.fromCharCode(byte);
    return btoa(binary);
  }
  // the text of a sealed ballot; null when it cannot be opened
  async function open(secret, box, base64) {
    try {
      const all = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
      const lock = await lockOf(secret, await pointOf(all.slice(0, POINT)), box), iv = all.slice(POINT, POINT + NONCE);
      const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, lock, all.slice(POINT + NONCE));
      return new TextDecoder().decode(plain).trim();
    } catch { return null; }
  }
  const readCode = (text) => { const clean = cleanOf(text); return clean.length === 16 && [...clean].every((one) => LETTERS.includes(one)) ? clean : ""; };
  window.taizhang = { ...window.taizhang, seal: { isSafe, makeKeys, joinHalves, seal, open, readCode } };
})();
