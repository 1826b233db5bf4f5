// The box's page: keys made and halved here, ballots opened here. Neither key nor half is ever sent.
(function () {
  "use strict";
  const { seal } = window.taizhang || {};
  const make = document.getElementById("make-keys"), count = document.getElementById("count");
  for (const button of document.querySelectorAll("[data-print-page]")) button.addEventListener("click", () => window.print());
  if (make) make.addEventListener("click", async () => {
    if (!seal.isSafe()) { make.disabled = true; return; }
    const { key, halves } = await seal.makeKeys();
    document.querySelector("#opening input[name=key]").value = key;
    document.querySelectorAll("[data-half]").forEach((place, at) => { place.textContent = halves[at]; });
    document.getElementById("halves").hidden = false;
    make.disabled = true;  // a second pair would make the first halves worthless
  });
  for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => {
    const half = button.closest(".half-key");
    document.body.classList.add("one-half");
    half.classList.add("printed");
    window.print();
    half.classList.remove("printed");
    document.body.classList.remove("one-half");
  });
  if (count) document.getElementById("open-ballots").addEventListener("click", async () => {
    const words = JSON.parse(count.dataset.words), said = document.getElementById("said"), form = document.getElementById("counting");
    const answer = await fetch(count.dataset.ballots, { credentials: "same-origin", cache: "no-store" });
    const told = await answer.json();
    const secret = await seal.joinHalves(document.getElementById("half1").value, document.getElementById("half2").value, told.key);
    if (!secret) { said.className = "bad"; said.textContent = words.bad_half; return; }
    const lists = {};
    let bad = 0;
    for (const [name, sealed] of told.ballots) {
      const text = await seal.open(secret, told.box, sealed);
      bad += text === null ? 1 : 0;
      (lists[name] = lists[name] || []).push(text === null ? "" : text);
    }
    for (const some of Object.values(lists)) some.sort();
    form.elements.lists.value = JSON.stringify(lists);
    said.className = "good";
    said.textContent = words.counted.replace("{count}", told.ballots.length - bad).replace("{bad}", bad);
    form.hidden = false;
  });
})();
