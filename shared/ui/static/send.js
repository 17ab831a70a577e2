/* Sends a form without leaving it: where the line breaks, it waits and sends the same form again, which is taken once. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-send]");
  if (!form || !window.fetch || !window.AbortController) return;
  const state = form.querySelector("[data-send-state]");
  const button = form.querySelector("button[type=submit], button:not([type])");
  const LONGEST = 60000, FIRST_PAUSE = 5000, LONGEST_PAUSE = 120000;
  const AGAIN = [0, 408, 429, 500, 502, 503, 504];
  let waits = 0, tries = 0;

  if (form.dataset.worker && navigator.serviceWorker) {
    navigator.serviceWorker.register(form.dataset.worker, { scope: form.getAttribute("action") })
      .then(() => navigator.serviceWorker.ready)
      .then((worker) => worker.active.postMessage(document.documentElement.lang))
      .catch(() => undefined);
  }
  if (!navigator.onLine) say("offline");
  window.addEventListener("offline", () => { if (!waits) say("offline"); });
  window.addEventListener("online", () => { if (waits) send(); else if (!form.dataset.busy) say(""); });
  form.addEventListener("submit", (event) => { event.preventDefault(); if (!form.dataset.busy) send(); });
  form.querySelector("[data-send-stop]").addEventListener("click", () => { rest(); say(""); });

  async function send() {
    rest();
    busy(true);
    say("sending");
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), LONGEST);
    const files = form.enctype === "multipart/form-data";
    const body = files ? new FormData(form) : new URLSearchParams(new FormData(form));
    try {
      const answer = await fetch(form.action, {
        method: "POST", body, signal: stop.signal, redirect: "manual", headers: { Accept: "text/html" },
      });
      if (answer.type === "opaqueredirect") { location.assign(form.dataset.send); return; }
      if (AGAIN.includes(answer.status)) { later(); return; }
      show(await answer.text());
    } catch (broken) {
      later();
    } finally {
      clearTimeout(timer);
    }
  }

  function later() {
    busy(false);
    say("waiting");
    waits = setTimeout(send, Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** tries));
    tries += 1;
  }

  function rest() { clearTimeout(waits); waits = 0; }

  function busy(is) {
    if (is) form.dataset.busy = "yes"; else delete form.dataset.busy;
    if (button) button.disabled = is;
  }

  function say(what) {
    state.hidden = !what;
    state.querySelector("p").textContent = what ? form.getAttribute("data-say-" + what) : "";
    state.querySelector("[data-send-stop]").hidden = what !== "waiting";
  }

  /* What was wrong is told by the page that came back; its look is the one that is here, its scripts begin anew. */
  function show(page) {
    const told = new DOMParser().parseFromString(page, "text/html");
    document.title = told.title;
    document.body.replaceWith(document.adoptNode(told.body));
    for (const old of document.querySelectorAll("head script[src]")) {
      const again = document.createElement("script");
      again.src = old.src;
      old.replaceWith(again);
    }
    window.scrollTo(0, 0);
    const faults = document.querySelector(".govuk-error-summary");
    if (faults) { faults.tabIndex = -1; faults.focus(); }
  }
})();
