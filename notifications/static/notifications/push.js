/* Storm: this browser is subscribed to pushes, and its address is sent with the form as any other would be. */
"use strict";
(() => {
  const form = document.querySelector("form[data-push]");
  const can = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
  if (!form) return;
  const button = form.querySelector("button");
  const words = form.querySelector("[data-push-words]");
  const say = (text) => { words.textContent = text; };
  if (!can) {
    say("This browser cannot show pushes. On an iPhone, put the page on the home screen first.");
    return;
  }
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const name = () => {
    const system = /Android|iPhone|iPad|Windows|Mac OS|Linux/.exec(navigator.userAgent);
    const browser = /Edg|OPR|Firefox|Chrome|Safari/.exec(navigator.userAgent);
    const known = { Edg: "Edge", OPR: "Opera" };
    return `${browser ? known[browser[0]] || browser[0] : "Browser"}${system ? ` on ${system[0]}` : ""}`;
  };
  const subscribe = async () => {
    const worker = await navigator.serviceWorker.register(form.dataset.worker);
    await navigator.serviceWorker.ready;
    const key = bytes(form.dataset.push);
    const before = await worker.pushManager.getSubscription();
    if (before) await before.unsubscribe(); // it may have been made with another key of ours
    return worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    say("Asking this browser…");
    try {
      if ((await Notification.requestPermission()) !== "granted") {
        say("This browser was told not to show notifications of this site. Allow them in its settings.");
        return;
      }
      const { endpoint, keys } = (await subscribe()).toJSON();
      Object.entries({ endpoint, ...keys, label: name() }).forEach(([field, value]) => {
        if (form.elements[field]) form.elements[field].value = value;
      });
      form.submit();
    } catch (error) {
      say(`This browser could not be subscribed: ${error.message}`);
    } finally {
      button.disabled = false;
    }
  });
  button.disabled = false;
  say("A page is shown even while this site is closed. A code comes first, to prove it.");
})();
