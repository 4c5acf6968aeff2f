// A service worker: when there is no network, a page of this site is answered by the page that says so.
/* global self, caches, fetch */
const kept = "offline-1";

self.addEventListener("install", (/** @type {any} */ event) =>
  event.waitUntil(caches.open(kept).then(cache => cache.add("/offline"))));

self.addEventListener("activate", (/** @type {any} */ event) =>
  event.waitUntil(caches.keys().then(names => Promise.all(names.filter(name => name !== kept).map(name => caches.delete(name))))));

self.addEventListener("fetch", (/** @type {any} */ event) => {
  if (event.request.mode === "navigate" && event.request.method === "GET")
    event.respondWith(fetch(event.request).catch(() => caches.match("/offline").then(page => page ?? Response.error())));
});
