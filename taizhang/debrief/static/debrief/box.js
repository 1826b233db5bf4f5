// The box's page: keys made and halved here, ballots opened here. Neither key nor half is ever sent.
(function () {
  "use strict";
  const { seal } = window.taizhang || {};
  const make = document.getElementById("make-keys"), count = document.getElementById("count");
  for (const button of document.querySelectorAll("[data-print-page]")) button.addEventListener("click", () => window.print());
  // the box opens when both halves have been printed, or were printed before a form that came back
  const opening = (yes) => { document.querySelector("#opening .btn-primary").disabled = !yes; };
  if (make) opening(false);
  if (make) make.addEventListener("click", async () => {
    if (!seal.isSafe()) { make.after(Object.assign(document.createElement("p"), { className: "bad", textContent: JSON.parse(make.dataset.words).insecure })); return; }
    const { key, halves } = await seal.makeKeys();
    document.querySelector("#opening input[name=key]").value = key;
    document.querySelectorAll("[data-half]").forEach((place, at) => { place.textContent = halves[at]; });
    document.getElementById("halves").hidden = false;
    make.hidden = true;  // a second pair would make the first halves worthless
    opening(false);
  });
  for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => {
    const half = button.closest(".half-key");
    document.body.classList.add("one-half");
    half.classList.add("printed");
    window.print();
    half.classList.remove("printed");
    half.dataset.done = "1";
    opening(document.querySelectorAll(".half-key[data-done]").length === 2);
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
      const good = text !== null && text.length === told.marks && [...text].every((one) => one >= "0" && Number(one) < told.options);
      bad += good ? 0 : 1;
      (lists[name] = lists[name] || []).push(good ? text : "");
    }
    for (const some of Object.values(lists)) some.sort();
    form.elements.lists.value = JSON.stringify(lists);
    said.className = "good";
    said.textContent = words.counted.replace("{count}", told.ballots.length - bad).replace("{bad}", bad);
    form.hidden = false;
  });
})();
