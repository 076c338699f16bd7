/* Storm: shows a push, and opens what it is about. It keeps nothing and answers no page. */
"use strict";
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
  let said = {};
  try {
    said = event.data ? event.data.json() : {};
  } catch (error) {
    said = {};
  }
  const about = {
    body: said.body || "",
    tag: said.tag || "storm",
    lang: said.lang || "en",
    icon: "ICON",
    requireInteraction: true,
    renotify: true,
    data: { url: said.url || "/" },
  };
  event.waitUntil(self.registration.showNotification(said.title || "Storm", about));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = new URL(event.notification.data.url, self.location.origin);
  if (url.origin !== self.location.origin) return;
  event.waitUntil(self.clients.openWindow(url.href));
});
