// A film's chapters jump; on the page of its arrangement a stretch of the picture can be marked to be blurred.
(function () {
  "use strict";
  const film = document.getElementById("film");
  const seek = (second) => { film.currentTime = Number(second); film.play().catch(() => {}); };
  if (film && film.dataset.at) film.addEventListener("loadedmetadata", () => { film.currentTime = Number(film.dataset.at); }, { once: true });
  document.addEventListener("click", (event) => {
    const chapter = event.target.closest("[data-seek]");
    if (chapter && film) { event.preventDefault(); seek(chapter.dataset.seek); }
    const button = event.target.closest("[data-preview]");
    if (button) preview(button);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() === "f" && document.querySelector(".show") && !event.target.closest("input, textarea")) {
      const place = document.querySelector(".show");
      if (document.fullscreenElement) document.exitFullscreen(); else if (place.requestFullscreen) place.requestFullscreen();
    }
  });

  // the picture to draw on: a clip, stopped, or a photo; both lie in the film's own frame
  const place = document.getElementById("preview-place"), box = document.getElementById("picked");
  const clip = document.getElementById("preview"), photo = document.getElementById("preview-photo");
  let into = null, from = 0, start = null, corner = null, drew = false;
  function preview(button) {
    const still = button.dataset.still !== undefined, piece = button.closest(".piece");
    [place.hidden, box.hidden, clip.hidden, photo.hidden] = [false, true, still, !still];
    piece.after(place);
    into = piece.querySelector("[data-blurs]");
    from = Number(button.dataset.from || 0);
    clip.pause();
    if (still) { photo.src = button.dataset.preview; return; }
    clip.src = button.dataset.preview;
    clip.addEventListener("loadedmetadata", () => { clip.currentTime = from; }, { once: true });
  }
  // the picture lies within its frame with bars beside it: where a point lies in the frame, in hundredths
  function pointOf(event) {
    const frame = event.currentTarget.getBoundingClientRect(), scale = Math.min(frame.width / 1280, frame.height / 720);
    const left = frame.left + (frame.width - 1280 * scale) / 2, top = frame.top + (frame.height - 720 * scale) / 2;
    const within = (value) => Math.min(100, Math.max(0, value));
    return [within((event.clientX - left) / (12.8 * scale)), within((event.clientY - top) / (7.2 * scale))];
  }
  function begin(event) {
    if (event.currentTarget === clip && !clip.paused) return;
    start = pointOf(event);
    corner = [event.clientX, event.clientY];
    event.preventDefault();
  }
  function end(event) {
    if (!start || !into) return;
    const other = pointOf(event), x = Math.min(start[0], other[0]), y = Math.min(start[1], other[1]);
    const w = Math.abs(start[0] - other[0]), h = Math.abs(start[1] - other[1]);
    const at = event.currentTarget === clip ? Math.max(0, clip.currentTime - from) : 0;
    start = null;
    if (w < 1 || h < 1) return;
    const round = (value) => String(Math.round(value * 10) / 10);
    into.value = `${into.value.trim()}\n${[x, y, w, h].map(round).join(",")},${round(at)},`.trim();
    into.dispatchEvent(new Event("input", { bubbles: true }));
    drew = true;
    const frame = event.currentTarget.getBoundingClientRect();
    for (const [name, value] of [["left", Math.min(corner[0], event.clientX) - frame.left], ["top", Math.min(corner[1], event.clientY) - frame.top],
      ["width", Math.abs(corner[0] - event.clientX)], ["height", Math.abs(corner[1] - event.clientY)]]) box.style[name] = `${value}px`;
    box.hidden = false;
  }
  if (place) {
    for (const one of [clip, photo]) { one.addEventListener("pointerdown", begin); one.addEventListener("pointerup", end); }
    // a stretch that was drawn is no tap on the player
    clip.addEventListener("click", (event) => { if (drew) event.preventDefault(); drew = false; }, true);
    clip.addEventListener("play", () => { box.hidden = true; });
  }
})();
