// A pad to sign on: plain pointer events, no library, for phones of many years. Without it, one signs on paper.
(function () {
  "use strict";
  var box = document.querySelector("[data-signature-pad]");
  if (!box || !window.PointerEvent) return;
  var canvas = box.querySelector("canvas"), pen = canvas.getContext("2d"), form = box.closest("form");
  var field = form.querySelector("input[name=signature]"), drawn = false, down = false;
  var radios = form.querySelectorAll("input[name=signed]");
  canvas.style.touchAction = "none";
  canvas.style.maxWidth = "100%";

  function place(event) {
    var frame = canvas.getBoundingClientRect();
    return {
      x: (event.clientX - frame.left) * canvas.width / frame.width,
      y: (event.clientY - frame.top) * canvas.height / frame.height
    };
  }
  function clear() {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.strokeStyle = "#22201c";
    pen.lineWidth = 3;
    pen.lineCap = pen.lineJoin = "round";
    drawn = false;
    field.value = "";
  }
  function show() {
    var chosen = form.querySelector("input[name=signed]:checked");
    box.hidden = !chosen || chosen.value !== "drawn";
  }
  canvas.addEventListener("pointerdown", function (event) {
    var at = place(event);
    down = true;
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(at.x, at.y);
    pen.lineTo(at.x + 0.1, at.y);
    pen.stroke();
    drawn = true;
    event.preventDefault();
  });
  canvas.addEventListener("pointermove", function (event) {
    if (!down) return;
    var at = place(event);
    pen.lineTo(at.x, at.y);
    pen.stroke();
    event.preventDefault();
  });
  ["pointerup", "pointercancel"].forEach(function (name) {
    canvas.addEventListener(name, function () { down = false; });
  });
  box.querySelector("button").addEventListener("click", clear);
  radios.forEach(function (one) { one.addEventListener("change", show); });
  form.addEventListener("submit", function () {
    field.value = !box.hidden && drawn ? canvas.toDataURL("image/png") : "";
  });
  clear();
  show();
})();
