// SHA-256 of a file of any size, piece by piece: a phone does not hold a film in its memory.
(function () {
  "use strict";
  const PIECE = 4 * 1024 * 1024;
  async function digestOf(blob) {
    const hash = sha256.create();
    for (let at = 0; at < blob.size; at += PIECE) hash.update(await blob.slice(at, at + PIECE).arrayBuffer());
    return hash.hex();
  }
  window.taizhang = { ...window.taizhang, digestOf };
})();
