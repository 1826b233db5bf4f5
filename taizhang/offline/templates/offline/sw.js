// Keeps the shell of the field's screens; everything else goes to the server as if this were not here.
const CACHE = "field-{{ version }}", SHELL = {{ shell|safe }};
self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(SHELL.map((url) => new Request(url, { cache: "reload" })))).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((name) => name.startsWith("field-") && name !== CACHE).map((name) => caches.delete(name)))).then(() => self.clients.claim()));
});
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin || !SHELL.includes(url.pathname)) return;
  // on its own page the kept shell answers at once; other pages share its files with a fresh look at the server first
  const mine = url.pathname === SHELL[0] || (event.request.referrer && new URL(event.request.referrer).pathname === SHELL[0]);
  const kept = () => caches.match(url.pathname, { cacheName: CACHE });
  event.respondWith(mine ? kept().then((found) => found || fetch(event.request)) : fetch(event.request).catch(() => kept().then((found) => found || Response.error())));
});
