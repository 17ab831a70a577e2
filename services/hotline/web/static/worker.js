/* Opens the hotline's form where there is no line: the empty form and its look are kept, nothing that anybody typed. */
"use strict";
const KEPT = "hotline-form";
const FORM = "/hotline";

/* The form as a stranger gets it: without cookies, so that nobody's name or choice lies in it. */
async function keep(language) {
  const answer = await fetch(FORM + "?lang=" + language, { credentials: "omit", cache: "no-store" });
  if (!answer.ok) return;
  const page = await answer.clone().text();
  const cache = await caches.open(KEPT);
  await cache.put(FORM, answer);
  const looks = new Set(page.match(/\/static\/ui\/[^"'\s<>]+/g) || []);
  await Promise.all([...looks].map(async (look) => {
    if (!(await cache.match(look))) await cache.add(look).catch(() => undefined);
  }));
  for (const old of await cache.keys()) {
    const at = new URL(old.url);
    if (at.pathname.startsWith("/static/ui/") && !looks.has(at.pathname + at.search)) await cache.delete(old);
  }
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => event.waitUntil(keep(event.data === "en" ? "en" : "vi")));

self.addEventListener("fetch", (event) => {
  const asked = new URL(event.request.url);
  if (event.request.method !== "GET" || asked.origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && asked.pathname === FORM) {
    event.respondWith(fetch(event.request).catch(async () => (await caches.match(FORM)) || Response.error()));
  } else if (asked.pathname.startsWith("/static/ui/")) {
    event.respondWith(caches.match(event.request).then((kept) => kept || fetch(event.request)));
  }
});
