// Waits for the money: asks now and then whether the fee is still owed, and shows the page anew once it is not.
(function () {
  "use strict";
  var box = document.querySelector("[data-payment-state]");
  if (!box || !window.fetch) return;
  var told = box.querySelector("[data-payment-told]"), tag = "", pause = 3000;
  if (told) told.hidden = false;

  function ask() {
    if (document.hidden) return later();
    fetch(box.getAttribute("data-payment-state"), {
      credentials: "same-origin", cache: "no-store", headers: tag ? { "If-None-Match": tag } : {}
    }).then(function (answer) {
      if (answer.status === 304) return null;
      if (!answer.ok) throw new Error("away");
      tag = answer.headers.get("ETag") || "";
      return answer.json();
    }).then(function (state) {
      pause = Math.min(pause * 1.1, 15000);
      if (state && state.owed === false) window.location.reload();
      else later();
    }).catch(function () {
      pause = Math.min(pause * 2, 60000);
      later();
    });
  }
  function later() { window.setTimeout(ask, pause); }
  later();
})();
