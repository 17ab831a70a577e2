// A page that stays true by itself: asks for itself every few seconds and takes over what changed; 304 costs nothing.
(function () {
  "use strict";
  // The machine in the hall is ready again for the next one, once nobody touches it any more.
  var waits = document.querySelector("[data-back-after]"), timer = null;
  function again() {
    clearTimeout(timer);
    timer = setTimeout(function () { location.replace(waits.getAttribute("data-back-to")); }, Number(waits.getAttribute("data-back-after")) * 1000);
  }
  if (waits) { again(); ["click", "keydown", "touchstart"].forEach(function (kind) { document.addEventListener(kind, again); }); }
  var printer = document.querySelector("[data-print]");
  if (printer) { printer.hidden = false; printer.addEventListener("click", function () { window.print(); }); }

  var box = document.querySelector("[data-live]");
  if (!box) return;
  var every = Math.max(1, Number(box.getAttribute("data-live")) || 5) * 1000;
  var tag = null, failed = 0, busy = false;

  function take(text) {
    var fresh = new DOMParser().parseFromString(text, "text/html"), now = fresh.querySelector("[data-live]");
    if (!now) { location.reload(); return; }
    var open = {}, used = document.activeElement;
    if (box.contains(used) && /^(INPUT|SELECT|TEXTAREA)$/.test(used.tagName)) { tag = null; return; }
    box.querySelectorAll("details[open]").forEach(function (one) { open[one.id] = true; });
    var id = box.contains(used) ? used.id : "";
    box.innerHTML = now.innerHTML;
    Object.keys(open).forEach(function (name) { var one = document.getElementById(name); if (one) one.open = true; });
    if (id && document.getElementById(id)) document.getElementById(id).focus();
    document.title = fresh.title;
    announce();
  }
  function ask() {
    if (busy || document.hidden && !box.hasAttribute("data-live-always")) return;
    busy = true;
    fetch(location.href, { headers: tag ? { "If-None-Match": tag } : {}, cache: "no-store", credentials: "same-origin" })
      .then(function (answer) {
        failed = 0;
        box.classList.remove("live--away");
        if (answer.status === 304) return null;
        if (!answer.ok || answer.redirected) { location.reload(); return null; }
        tag = answer.headers.get("ETag");
        return answer.text().then(take);
      })
      .catch(function () { failed += 1; if (failed > 2) box.classList.add("live--away"); })
      .then(function () { busy = false; });
  }

  // The board speaks, once somebody has pressed its button: browsers allow no sound before.
  var voice = document.querySelector("[data-voice]"), said = null;
  function calling() { var one = document.querySelector("[data-say]"); return one ? one.getAttribute("data-say") : ""; }
  function announce() {
    var words = calling(), key = words + (document.querySelector("[data-say-key]") || box).getAttribute("data-say-key");
    if (said === null || key === said) { if (said !== null) said = key; return; }
    said = key;
    if (!words) return;
    var speech = new SpeechSynthesisUtterance(words);
    speech.lang = document.documentElement.lang === "en" ? "en-GB" : "vi-VN";
    speech.rate = 0.9;
    window.speechSynthesis.speak(speech);
  }
  if (voice && window.speechSynthesis && window.SpeechSynthesisUtterance) {
    voice.hidden = false;
    voice.addEventListener("click", function () { said = ""; voice.hidden = true; announce(); });
  }
  setInterval(ask, every);
  document.addEventListener("visibilitychange", function () { if (!document.hidden) ask(); });
})();
