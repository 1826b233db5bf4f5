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

  const place = document.getElementById("preview-place"), video = document.getElementById("preview"), box = document.getElementById("picked");
  let into = null, from = 0, start = null, corner = null, drew = false;
  function preview(button) {
    place.hidden = false;
    button.closest(".piece").after(place);
    into = button.closest(".piece").querySelector("[data-blurs]");
    from = Number(button.dataset.from);
    video.src = button.dataset.preview;
    video.addEventListener("loadedmetadata", () => { video.currentTime = from; }, { once: true });
  }
  // the picture lies within the player with bars beside it: where a point lies in it, in hundredths
  function pointOf(event) {
    const frame = video.getBoundingClientRect(), scale = Math.min(frame.width / 1280, frame.height / 720);
    const left = frame.left + (frame.width - 1280 * scale) / 2, top = frame.top + (frame.height - 720 * scale) / 2;
    const within = (value) => Math.min(100, Math.max(0, value));
    return [within((event.clientX - left) / (12.8 * scale)), within((event.clientY - top) / (7.2 * scale))];
  }
  if (video) {
    video.addEventListener("pointerdown", (event) => { if (video.paused) { start = pointOf(event); corner = [event.clientX, event.clientY]; event.preventDefault(); } });
    // a stretch that was drawn is no tap on the player
    video.addEventListener("click", (event) => { if (drew) event.preventDefault(); drew = false; }, true);
    video.addEventListener("play", () => { box.hidden = true; });
    video.addEventListener("pointerup", (event) => {
      if (!start || !into) return;
      const end = pointOf(event), x = Math.min(start[0], end[0]), y = Math.min(start[1], end[1]);
      const w = Math.abs(start[0] - end[0]), h = Math.abs(start[1] - end[1]), at = Math.max(0, video.currentTime - from);
      start = null;
      if (w < 1 || h < 1) return;
      const round = (value) => String(Math.round(value * 10) / 10);
      into.value = `${into.value.trim()}\n${[x, y, w, h].map(round).join(",")},${round(at)},`.trim();
      into.dispatchEvent(new Event("input", { bubbles: true }));
      drew = true;
      const frame = video.getBoundingClientRect();
      for (const [name, at] of [["left", Math.min(corner[0], event.clientX) - frame.left], ["top", Math.min(corner[1], event.clientY) - frame.top],
        ["width", Math.abs(corner[0] - event.clientX)], ["height", Math.abs(corner[1] - event.clientY)]]) box.style[name] = `${at}px`;
      box.hidden = false;
    });
  }
})();
