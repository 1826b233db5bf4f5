// The field's screens: one question a screen. Words come with the page, data with the pack.
(function () {
  "use strict";
  const { store, outbox, answers: rules } = window.taizhang, { h, big, note, showIn } = window.taizhang.dom;
  const words = JSON.parse(document.body.dataset.texts), main = document.getElementById("main"), badge = document.getElementById("unsent");
  const say = (key, facts = {}) => Object.entries(facts).reduce((text, [name, value]) => text.replace(`{${name}}`, value), words[key] || key);
  const show = showIn(main);
  let pack = null, status = "";

  const link = (text, href) => h("a", { class: "big", href }, text);
  const day = (text) => new Date(text).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  const localDay = () => { const at = new Date(); at.setMinutes(at.getMinutes() - at.getTimezoneOffset()); return at.toISOString().slice(0, 10); };

  async function refreshBadge() {
    const count = await store.count("outbox/");
    badge.textContent = count ? say("unsent", { count }) : say("all_sent");
    badge.classList.toggle("waiting", count > 0);
  }
  // what the phone knows of a visit: the pack's, and over it what has been recorded here
  const visitAt = async (code) => (await store.get(`visit/${code}`)) || pack.visits.find((one) => one.code === code);
  async function takePack() {
    const fresh = await outbox.fetchPack(), unsent = await outbox.waiting();
    const before = await store.get("pack");
    if (before && before.by !== fresh.by) await store.drop("visit/", "receipt/");
    const pairs = [["pack", { ...fresh, csrf: "" }]];
    for (const one of fresh.visits) if (!unsent.some((row) => row.told.code === one.code)) pairs.push([`visit/${one.code}`, one]);
    await store.together(pairs);
    pack = fresh;
  }

  async function start() {
    if (!store.isSafe()) return show(note(say("insecure"), "bad"), link(say("back"), document.body.dataset.home));
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
    if (navigator.serviceWorker) navigator.serviceWorker.register("/sw.js").catch(() => {});
    outbox.onChange(async (what) => {
      if (["sending", "sent", "no_line", "sign_in"].includes(what)) status = what;
      await refreshBadge();
      if (["received", "sent", "no_line", "sign_in"].includes(what) && ["", "#/", "#/outbox"].includes(location.hash)) draw();
    });
    try { await takePack(); } catch (error) { status = error instanceof outbox.SignedOut ? "sign_in" : "no_line"; }
    pack = pack || await store.get("pack");
    await refreshBadge();
    window.addEventListener("unhandledrejection", (event) => { if (event.reason && event.reason.name === "QuotaExceededError") main.prepend(note(say("full"), "bad")); });
    window.addEventListener("hashchange", draw);
    await draw();
    outbox.send();
  }
  // one after the other: an older drawing that takes longer does not cover a newer one
  let drawn = Promise.resolve();
  const draw = () => (drawn = drawn.then(drawNow, drawNow));
  async function drawNow() {
    const [where, ...rest] = location.hash.replace(/^#\//, "").split("/").map(decodeURIComponent);
    if (where === "outbox") return outboxScreen();
    if (where === "leaving") return leavingScreen();
    if (!pack) return show(statusNote(), note(say("open_first"), "bad"));
    if (new Date(pack.until) < new Date()) return show(statusNote(), note(say("expired"), "bad"), link(say("outbox"), "#/outbox"));
    const screens = { visit: visitScreen, q: questionScreen, finding: findingScreen, talk: talkScreen, end: endScreen, item: itemScreen, back: backScreen };
    return (screens[where] || homeScreen)(...rest);
  }
  function statusNote() {
    if (status === "no_line") return note(say("no_line"), "good");
    if (status === "sign_in") return h("div", { class: "bad" }, say("sign_in"), " ", h("a", { href: document.body.dataset.signIn }, say("send_now")));
    return null;
  }

  const overdue = (item) => (item.due && item.due < localDay() ? h("span", { class: "tag red" }, say("overdue")) : null);

  async function homeScreen() {
    const rows = [];
    for (const one of pack.visits) {
      const visit = await visitAt(one.code);
      if (visit.state !== "planned" && visit.state !== "under_way") continue;
      rows.push(h("a", { class: "line", href: `#/visit/${one.code}` }, h("span", {}, h("b", {}, one.unit), h("br"), h("small", {}, `${one.above} ${one.plan}`)), h("span", { class: "tail" }, progress(visit))));
    }
    const items = pack.items.map((one) => h("a", { class: "line", href: `#/item/${one.code}` }, h("span", {}, h("b", {}, one.title), h("br"), h("small", {}, `${one.code} ${one.state} ${one.due}`), overdue(one))));
    show(statusNote(), rows.length ? h("h1", {}, say("route")) : null, pack.more ? note(say("more_visits", { count: pack.more })) : null, rows, items.length ? h("h1", {}, say("own")) : null, items,
      rows.length || items.length ? null : h("p", { class: "empty" }, say("none")), await receiptLines(3), h("p", { class: "lead" }, `${say("fetched")} ${day(pack.at)}`));
  }
  const listsOf = (visit) => Object.keys(visit.answers).map((id) => ({ id, ...pack.lists[id] })).filter((one) => one.body);
  const valuesOf = (visit, id) => Object.fromEntries(Object.entries(visit.answers[id] || {}).map(([key, one]) => [key, one.value]));
  function progress(visit) {
    const sums = listsOf(visit).map((one) => rules.scoreOf(one.body, valuesOf(visit, one.id)));
    return say("answered", { done: sums.reduce((sum, one) => sum + one.answered, 0), all: sums.reduce((sum, one) => sum + one.asked, 0) });
  }
  const shownItems = (visit, list) => {
    const results = rules.resultsOf(list.body, valuesOf(visit, list.id));
    return rules.itemsOf(list.body).filter((item) => results[item.key].shown).map((item) => ({ item, result: results[item.key] }));
  };

  async function visitScreen(code) {
    const visit = await visitAt(code);
    if (!visit) return homeScreen();
    const top = [h("p", {}, h("a", { href: "#/" }, say("back"))), h("h1", {}, visit.unit), h("p", { class: "lead" }, `${visit.plan} · ${progress(visit)}`)];
    if (visit.state === "planned") {
      const place = h("input", { class: "form-control", maxlength: 60, "aria-label": say("place"), placeholder: say("place") });
      const asks = listsOf(visit).some((one) => one.body.place);
      return show(top, asks ? place : null, big(say("begin"), async () => {
        await outbox.record("begin_visit", { code, place: asks ? place.value : "" }, { beside: [[`visit/${code}`, { ...visit, state: "under_way" }]] });
        draw();
      }, "primary"));
    }
    const parts = listsOf(visit).map((list) => {
      const rows = shownItems(visit, list), next = rows.findIndex(({ item }) => !(item.key in (visit.answers[list.id] || {})));
      const lines = rows.map(({ item, result }, at) => h("a", { class: `line${result.fails ? " failed" : ""}`, href: `#/q/${code}/${list.id}/${at}` },
        h("span", {}, `${item.key} ${item.text}`), h("span", { class: "tail" }, shortValue(visit.answers[list.id][item.key]))));
      return [h("p", { class: "part" }, list.title), next >= 0 ? h("a", { class: "big primary", href: `#/q/${code}/${list.id}/${next}` }, say("go_on")) : null, lines];
    });
    const told = [...(visit.told || []), ...(visit.here || [])].map((text) => h("li", {}, text));
    const back = (visit.back || []).map((one) => h("a", { class: `line${one.held === false ? " failed" : ""}`, href: `#/back/${code}/${one.code}` },
      h("span", {}, one.title), h("span", { class: "tail" }, one.held === null ? "" : say(one.held ? "held" : "came_back"))));
    const footage = cameraOf(code, say("footage"), (listsOf(visit)[0] || { body: {} }).body.photo, () => refreshBadge());
    return show(top, back.length ? [h("p", { class: "part" }, say("back_items")), back] : null, parts, told.length ? [h("p", { class: "part" }, say("noted_here")), h("ul", { class: "told" }, told)] : null, h("div", { class: "pair" }, link(say("finding"), `#/finding/${code}`), link(say("talk"), `#/talk/${code}`)), footage, link(say("end"), `#/end/${code}`));
  }
  const shortValue = (one) => (one ? (one.value === true ? say("yes") : one.value === false ? say("no") : rules.wordsOf(one.value).slice(0, 8)) || "✎" : "");

  async function questionScreen(code, id, number) {
    const visit = await visitAt(code), list = { id, ...pack.lists[id] }, at = Number(number) || 0;
    const rows = shownItems(visit, list), here = rows[Math.min(at, rows.length - 1)];
    if (!here) return visitScreen(code);
    const { item, result } = here, known = (visit.answers[id] || {})[item.key] || { value: null, note: "", evidence: [] };
    const said = h("div", { role: "status" });
    const keep = async (change, stay) => {
      const value = { ...known, ...change }, [read, fault] = rules.readAnswer(item, value.value);
      if (fault) { said.replaceChildren(note(say(`fault_${fault}`), "bad")); return; }
      const next = { ...visit, answers: { ...visit.answers, [id]: { ...visit.answers[id], [item.key]: { ...value, value: read } } } };
      const wrong = rules.resultsOf(list.body, valuesOf(next, id))[item.key];
      if (wrong.fault === "must") { said.replaceChildren(note(item.must_say || say("fault_must"), "bad")); return; }
      await outbox.record("record_answers", { code, checklist: list.name, version: list.version, answers: { [item.key]: { ...value, value: read } } }, { beside: [[`visit/${code}`, next]] });
      if (stay || wrong.fails) questionScreen(code, id, at); else go(code, id, at + 1, shownItems(next, list).length);
    };
    const noted = (visit.findings || []).includes(`${list.name}/${item.key}`);
    const memo = h("input", { class: "form-control", maxlength: 2000, value: known.note, placeholder: say("note"), "aria-label": say("note"), onchange: (event) => { known.note = event.target.value; if (known.value !== null) keep({}, true); } });
    show(h("p", {}, h("a", { href: `#/visit/${code}` }, visit.unit), ` · ${at + 1}/${rows.length}`), h("p", { class: "question" }, `${item.key} ${item.text}`),
      item.standard ? h("p", { class: "lead" }, item.standard) : null, item.scoring ? h("p", { class: "lead" }, item.scoring) : null,
      said, inputOf(item, known, keep), memo, cameraOf(code, item.proof, list.body.photo, (sha) => keep({ evidence: [...known.evidence, sha] }, true)),
      known.evidence.length ? h("p", { class: "lead" }, `${say("files")} ${known.evidence.length}`) : null,
      result.fails ? h("div", { class: "bad" }, result.problem, noted ? h("p", {}, say("noted")) : big(say("as_problem"), () => asProblem(code, visit, list, item.key, at), "primary")) : null,
      h("div", { class: "steps" }, big(say("previous"), () => go(code, id, at - 1, rows.length)), big(say("next"), () => go(code, id, at + 1, rows.length))));
  }
  function go(code, id, at, all) {
    const next = at < 0 || at >= all ? `#/visit/${code}` : `#/q/${code}/${id}/${at}`;
    if (location.hash === next) draw(); else location.hash = next;
  }
  async function asProblem(code, visit, list, key, at) {
    const next = { ...visit, findings: [...(visit.findings || []), `${list.name}/${key}`] };
    await outbox.record("note_finding", { code, checklist: list.name, key, at_once: true }, { beside: [[`visit/${code}`, next]] });
    questionScreen(code, list.id, at);
  }
  function inputOf(item, known, keep) {
    const choice = (value, text) => big(text, () => keep({ value }), known.value === value ? "on" : "");
    if (item.answer === "yes_no") return h("div", { class: "pair" }, choice(true, say("yes")), choice(false, say("no")));
    if (item.answer === "choice") return h("div", {}, item.options.map((one) => choice(one.text, one.text)));
    if (item.answer === "many") {
      const held = known.value || [];
      return h("div", {}, item.options.map((one) => big(one.text, () => keep({ value: held.includes(one.text) ? held.filter((text) => text !== one.text) : [...held, one.text] }, true), held.includes(one.text) ? "on" : "")));
    }
    const wide = item.answer === "text";
    const field = h(wide ? "textarea" : "input", { class: "form-control large", "aria-label": item.text, inputmode: wide || item.answer === "date" ? null : "decimal", type: item.answer === "date" ? "date" : null, rows: wide ? 4 : null });
    field.value = known.value === null ? "" : rules.wordsOf(known.value);
    return h("div", {}, field, item.measure ? ` ${item.measure}` : "", big(say("save"), () => keep({ value: field.value }), "primary"));
  }

  // a photo is made small here, by the checklist's rule, before it is kept and hashed
  async function smaller(file, rule) {
    if (!file.type.startsWith("image/") || !window.createImageBitmap) return [file, file.name];
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => createImageBitmap(file)), edge = (rule || { edge: 1600 }).edge;
      const scale = Math.min(1, edge / Math.max(picture.width, picture.height)), canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale); canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", (rule || { quality: 80 }).quality / 100));
      return [blob, `${file.name.replace(/\.[^.]*$/, "")}.jpg`];
    } catch { return [file, file.name]; }
  }
  // the browser's own button speaks the browser's language: ours stands in its place
  const picker = (pick, wanted) => h("label", { class: "big camera" }, `📷 ${say("photo")}${wanted ? `：${wanted}` : ""}`, pick);
  function cameraOf(code, wanted, rule, then) {
    const pick = h("input", { type: "file", class: "unseen", "aria-label": say("photo"), onchange: async () => {
      for (const file of pick.files) {
        const [blob, name] = await smaller(file, rule), sha = await store.putFile(blob, name);
        await outbox.record("bring_media", { code }, { media: [sha] });
        await then(sha);
      }
    } });
    return picker(pick, wanted);
  }

  const heard = (visit, text) => ({ ...visit, here: [...(visit.here || []), text] });
  async function findingScreen(code) {
    const visit = await visitAt(code), shas = [];
    const text = h("textarea", { class: "form-control", rows: 4, "aria-label": say("what") });
    const kinds = h("select", { class: "form-select" }, h("option", { value: "" }, "—"), pack.categories.map((one) => h("option", { value: one }, one)));
    const said = h("div", { role: "status" });
    const save = async (atOnce) => {
      if (!text.value.trim()) { said.replaceChildren(note(say("needed"), "bad")); return; }
      await outbox.record("note_finding", { code, text: text.value, category: kinds.value, at_once: atOnce, evidence: shas }, { beside: [[`visit/${code}`, heard(visit, text.value)]] });
      location.hash = `#/visit/${code}`;
    };
    show(h("p", {}, h("a", { href: `#/visit/${code}` }, visit.unit)), h("h1", {}, say("finding")), said, h("label", { class: "field" }, say("what"), text), kinds,
      cameraOf(code, "", (listsOf(visit)[0] || { body: {} }).body.photo, (sha) => { shas.push(sha); said.replaceChildren(note(`${say("files")} ${shas.length}`)); }),
      big(say("as_problem"), () => save(true), "primary"), big(say("save"), () => save(false)));
  }
  async function talkScreen(code) {
    const visit = await visitAt(code), said = h("div", { role: "status" });
    const role = h("input", { class: "form-control", maxlength: 40 }), points = h("textarea", { class: "form-control", rows: 5 });
    show(h("p", {}, h("a", { href: `#/visit/${code}` }, visit.unit)), h("h1", {}, say("talk")), said, h("label", { class: "field" }, say("role"), role), h("label", { class: "field" }, say("points"), points),
      big(say("save"), async () => {
        if (!role.value.trim() || !points.value.trim()) { said.replaceChildren(note(say("needed"), "bad")); return; }
        await outbox.record("record_talk", { code, role: role.value, points: points.value }, { beside: [[`visit/${code}`, heard(visit, `${say("talk")}：${role.value}`)]] });
        location.hash = `#/visit/${code}`;
      }, "primary"));
  }
  // a closed problem is looked at again: it holds, or it has come back
  async function backScreen(code, item) {
    const visit = await visitAt(code), one = ((visit || {}).back || []).find((each) => each.code === item), shas = [];
    if (!one) return visitScreen(code);
    const said = h("div", { role: "status" }), seen = h("textarea", { class: "form-control", rows: 3 });
    const save = async (held) => {
      if (!seen.value.trim()) { said.replaceChildren(note(say("needed"), "bad")); seen.focus(); return; }
      const next = { ...visit, back: visit.back.map((each) => (each.code === item ? { ...each, held } : each)) };
      await outbox.record("recheck_problem", { code, item, held, note: seen.value, evidence: shas }, { beside: [[`visit/${code}`, next]] });
      location.hash = `#/visit/${code}`;
    };
    const asks = [h("label", { class: "field" }, say("seen"), seen),
      cameraOf(code, "", (listsOf(visit)[0] || { body: {} }).body.photo, (sha) => { shas.push(sha); said.replaceChildren(note(`${say("files")} ${shas.length}`)); }),
      h("div", { class: "pair" }, one.held === null ? big(say("held"), () => save(true)) : null, big(say("came_back"), () => save(false)))];
    return show(h("p", {}, h("a", { href: `#/visit/${code}` }, visit.unit)), h("h1", {}, one.title), h("p", { class: "lead" }, one.code, one.measures ? ` · ${one.measures}` : ""), said,
      one.held === null ? null : note(say(one.held ? "held" : "came_back"), one.held ? "good" : "bad"), one.held === false ? null : asks);
  }
  // what stays undone if the visit ends now: told, not forbidden
  function leftOf(visit) {
    const lists = listsOf(visit), sums = lists.map((one) => rules.scoreOf(one.body, valuesOf(visit, one.id)));
    const unseen = (visit.back || []).filter((one) => one.held === null).length;
    const failed = lists.flatMap((one) => Object.entries(rules.resultsOf(one.body, valuesOf(visit, one.id))).filter(([key, result]) => result.fails && !(visit.findings || []).includes(`${one.name}/${key}`))).length;
    const counts = { left_unseen: unseen, left_open: sums.reduce((sum, one) => sum + one.asked - one.answered, 0), left_failed: failed };
    return Object.entries(counts).filter(([, count]) => count).map(([key, count]) => note(say(key, { count }), "bad"));
  }
  async function endScreen(code) {
    const visit = await visitAt(code), overall = h("textarea", { class: "form-control", rows: 4 });
    show(h("p", {}, h("a", { href: `#/visit/${code}` }, visit.unit)), h("h1", {}, say("end")), h("p", { class: "lead" }, progress(visit)), leftOf(visit), h("label", { class: "field" }, say("overall"), overall),
      big(say("end"), async () => {
        await outbox.record("end_visit", { code, note: overall.value }, { beside: [[`visit/${code}`, { ...visit, state: "ended" }]] });
        location.hash = "#/";
      }, "primary"));
  }

  const FORMS = {
    verify_problem: [["finding", "finding_label", "finding"], ["went", "went"], ["went_on", "went_on", "date"], ["how", "how"], ["basis", "basis", "area"]],
    report_progress: [["note", "progress", "area"]], apply_closure: [["note", "result", "area"]],
  };
  async function itemScreen(code) {
    const item = pack.items.find((one) => one.code === code);
    if (!item) return homeScreen();
    const forms = item.acts.map((kind) => {
      const said = h("div", { role: "status" }), shas = [], fields = FORMS[kind].map(([name, label, how]) => [name, label, fieldOf(how)]);
      const save = async () => {
        const told = Object.fromEntries(fields.map(([name, , field]) => [name, field.value.trim()]));
        if (Object.values(told).some((one) => !one)) { said.replaceChildren(note(say("needed"), "bad")); return; }
        await outbox.record(kind, { code, ...told }, { media: shas });
        pack = { ...pack, items: pack.items.filter((one) => one.code !== code) };
        await store.put("pack", { ...pack, csrf: "" });
        location.hash = "#/";
      };
      const pick = h("input", { type: "file", class: "unseen", "aria-label": say("photo"), onchange: async () => {
        for (const file of pick.files) shas.push(await store.putFile(...await smaller(file, null)));
        said.replaceChildren(note(`${say("files")} ${shas.length}`));
      } });
      return h("details", { class: "card act", open: item.acts.length === 1 }, h("summary", {}, say(`kind_${kind}`)), h("div", { class: "pad" }, said,
        fields.map(([, label, field]) => h("label", { class: "field" }, say(label), field)), picker(pick, ""), big(say("save"), save, "primary")));
    });
    return show(h("p", {}, h("a", { href: "#/" }, say("back"))), h("h1", {}, item.title), h("p", { class: "lead" }, `${item.code} · ${item.state} ${item.due}`), forms);
  }
  function fieldOf(how) {
    if (how === "finding") return h("select", { class: "form-select" }, ["true", "partly"].map((one) => h("option", { value: one }, say(`is_${one}`))));
    if (how === "area") return h("textarea", { class: "form-control", rows: 3 });
    return h("input", { class: "form-control", type: how === "date" ? "date" : "text", value: how === "date" ? localDay() : "" });
  }

  const nameOf = (code) => (((pack && pack.visits.find((one) => one.code === code)) || {}).unit || code);
  async function receiptLines(most) {
    const rows = (await store.all("receipt/")).sort((one, other) => other.at.localeCompare(one.at)).slice(0, most);
    return rows.map((one) => h("div", { class: "good" }, `${one.late ? say("late") : say("received")} · ${say(`kind_${one.kind}`)} · ${say("receipt", { seq: one.seq })} · ${day(one.at)}`));
  }
  async function exported(rows) {
    const found = [];
    for (const row of rows) {
      const files = [];
      for (const sha of row.media) {
        const file = await store.get(`file/${sha}`), parts = [];
        for (let at = 0; file && at < file.parts; at += 1) parts.push(new Uint8Array(await store.getBytes(`part/${sha}/${at}`)));
        if (file) files.push({ sha, name: file.name, base64: await asBase64(new Blob(parts)) });
      }
      found.push({ id: row.id, kind: row.kind, at: row.at, sent: row.sent || JSON.stringify({ kind: row.kind, told: row.told, by: row.by, at: row.at }), files });
    }
    const link = h("a", { href: URL.createObjectURL(new Blob([JSON.stringify({ acts: found }, null, 1)], { type: "application/json" })), download: `field-${Date.now()}.json` });
    document.body.append(link);
    link.click();
    link.remove();
  }
  const asBase64 = (blob) => new Promise((done) => { const reader = new FileReader(); reader.onload = () => done(String(reader.result).split(",")[1] || ""); reader.readAsDataURL(blob); });

  // a record in words, as the person gave it
  const LABELS = { item: "back_items", role: "role", points: "points", place: "place", text: "what", category: "category", went: "went", went_on: "went_on", how: "how", basis: "basis" };
  const NOTES = { end_visit: "overall", report_progress: "progress", apply_closure: "result", recheck_problem: "seen" };
  function linesOf({ kind, told, media }) {
    const list = Object.values((pack && pack.lists) || {}).find((one) => one.name === told.checklist), made = [];
    const asked = (key) => `${key} ${((list && rules.itemsOf(list.body).find((one) => one.key === key)) || {}).text || ""}`;
    const files = [...(told.evidence || []), ...media, ...Object.values(told.answers || {}).flatMap((one) => one.evidence || [])];
    for (const [key, one] of Object.entries(told.answers || {})) made.push([asked(key), `${shortValue(one)} ${one.note || ""}`]);
    if (told.key) made.push([asked(told.key), say("as_problem")]);
    for (const [name, label] of Object.entries(LABELS)) if (told[name]) made.push([say(label), told[name]]);
    if (told.finding) made.push([say("finding_label"), say(`is_${told.finding}`)]);
    if (kind === "recheck_problem") made.push([say("back_items"), say(told.held ? "held" : "came_back")]);
    if (told.note) made.push([say(NOTES[kind] || "note"), told.note]);
    if (files.length) made.push([say("files"), new Set(files).size]);
    return h("dl", { class: "facts" }, made.map(([label, text]) => [h("dt", {}, label), h("dd", {}, String(text))]));
  }

  async function outboxScreen() {
    const { rows, others } = await ownAndOthers();
    show(h("p", {}, h("a", { href: "#/" }, say("back"))), h("h1", {}, say("outbox")), statusNote(), others ? note(say("others", { count: others })) : null,
      rows.map((row) => h("details", { class: "card act" }, h("summary", {}, say(`kind_${row.kind}`), h("small", {}, `${nameOf(row.told.code)} · ${day(row.at)}${row.why ? ` · ${say("refused")}` : ""}`)),
        h("div", { class: "pad" }, row.why ? note(row.why, "bad") : null, linesOf(row),
          big(say("send_now"), () => outbox.retry(row.id).then(draw)), big(say("export"), () => exported([row])),
          big(say("delete"), async () => { if (window.confirm(say("delete_sure"))) { await outbox.discard(row.id); draw(); } })))),
      rows.length ? big(say("send_now"), () => outbox.send().then(draw), "primary") : h("p", { class: "empty" }, say("all_sent")), await receiptLines(20));
  }
  async function leavingScreen() {
    const { rows, others } = await ownAndOthers();
    show(h("h1", {}, say("unsent", { count: rows.length })), others ? note(say("others", { count: others })) : null, note(say("leaving"), "bad"), statusNote(), big(say("send_now"), () => outbox.send().then(draw), "primary"), big(say("export"), () => exported(rows)),
      big(say("discard"), async () => { if (rows.length && !window.confirm(say("discard_sure"))) return; await leave(); }), link(say("back"), document.body.dataset.home));
  }
  // another person's records on this phone are theirs: only counted here, and left when this one goes
  async function ownAndOthers() {
    const all = await outbox.waiting(), me = (pack || await store.get("pack") || {}).by, rows = all.filter((row) => row.by === me);
    return { rows, others: all.length - rows.length };
  }
  async function leave() {
    const { rows, others } = await ownAndOthers();
    sessionStorage.setItem("taizhang-leaves", "1");
    if (others) {
      for (const row of rows) await outbox.discard(row.id);
      await store.drop("pack", "visit/", "receipt/");
      location.href = document.body.dataset.home;
      return;
    }
    await store.empty();
    if (window.caches) for (const name of await caches.keys()) if (name.startsWith("field-")) await caches.delete(name);
    location.href = document.body.dataset.home;
  }
  start();
})();
