/* Sends a form's file piece by piece and goes on where a lost connection stopped. Old phones run it; without it, or
   where it finds something missing, the form sends its file whole, as any form does. */
(function () {
  "use strict";
  if (!window.FormData || !window.Blob || !Blob.prototype.slice || !document.querySelectorAll) { return; }

  var forms = document.querySelectorAll("form[data-upload]");
  for (var i = 0; i < forms.length; i += 1) { watch(forms[i]); }

  function watch(form) {
    form.addEventListener("submit", function (event) {
      var field = form.querySelector("input[type=file]");
      var file = field && field.files && field.files[0];
      if (form.getAttribute("data-busy")) { event.preventDefault(); return; }
      if (!file) { event.preventDefault(); say(form, "none"); field.focus(); return; }
      event.preventDefault();
      if (file.size > Number(form.getAttribute("data-most"))) { say(form, "large"); field.focus(); return; }
      send(form, file);
    });
  }

  function send(form, file) {
    var base = form.getAttribute("data-upload");
    var key = "upload " + [form.getAttribute("data-dossier"), value(form, "component"), form.getAttribute("data-source"),
      file.name, file.size, file.lastModified].join("/");
    var tries = 0;
    busy(form, true);
    resume();

    function resume() {
      var known = remembered(key);
      if (!known) { begin(); return; }
      call("GET", base + "/" + known, null, function (upload) {
        if (upload.completed) { forget(key); begin(); } else { next(upload, upload.missing.slice()); }
      }, function () { forget(key); begin(); });
    }

    function begin() {
      call("POST", base, wanted(), function (upload) {
        remember(key, upload.id);
        next(upload, upload.missing.slice());
      });
    }

    function wanted() {
      var told = { dossier: form.getAttribute("data-dossier"), name: file.name, size: file.size };
      var component = value(form, "component"), counted = value(form, "counted"), shown = value(form, "shown");
      if (component) { told.component = Number(component); }
      if (counted) { told.counted = Number(counted) || 0; }
      if (shown) { told.shown = shown; }
      if (form.getAttribute("data-source")) { told.source = form.getAttribute("data-source"); }
      return told;
    }

    function next(upload, missing) {
      say(form, "sending", Math.floor(100 * (upload.pieces - missing.length) / upload.pieces));
      if (!missing.length) { finish(upload); return; }
      var number = missing[0], start = (number - 1) * upload.piece_bytes;
      call("PUT", base + "/" + upload.id + "/parts/" + number, file.slice(start, start + upload.piece_bytes), function () {
        next(upload, missing.slice(1));
      });
    }

    function finish(upload) {
      say(form, "checking");
      call("POST", base + "/" + upload.id + "/complete", {}, function () {
        forget(key);
        location.replace(location.pathname + "?done=added");
      });
    }

    /* One request, again and again as long as nobody answered; what was answered with a no is told and ends it. */
    function call(method, address, body, done, refused) {
      var request = new XMLHttpRequest(), raw = body && typeof body.slice === "function";
      request.open(method, address);
      request.timeout = 60000;
      request.setRequestHeader("Accept", "application/json, application/problem+json");
      request.setRequestHeader("Accept-Language", document.documentElement.lang);
      if (form.getAttribute("data-owner")) { request.setRequestHeader("X-Owner-Token", form.getAttribute("data-owner")); }
      if (body) { request.setRequestHeader("Content-Type", raw ? "application/octet-stream" : "application/json"); }
      request.onload = function () {
        if (request.status >= 200 && request.status < 300) { tries = 0; done(read(request)); return; }
        if (request.status >= 500 || request.status === 429) { again(); return; }
        if (refused) { refused(); return; }
        forget(key);
        stop(read(request));
      };
      request.onerror = request.ontimeout = again;
      request.send(body ? (raw ? body : JSON.stringify(body)) : null);

      function again() {
        var waits = true;
        tries += 1;
        say(form, "waiting");
        function once() {
          if (!waits) { return; }
          waits = false;
          window.removeEventListener("online", once);
          call(method, address, body, done, refused);
        }
        window.addEventListener("online", once);
        setTimeout(once, Math.min(30000, 1000 * Math.pow(2, Math.min(tries, 5))));
      }
    }

    function stop(problem) {
      var told = problem && problem.fields && problem.fields[0] && problem.fields[0].detail;
      busy(form, false);
      tell(form, told || (problem && problem.detail) || form.getAttribute("data-say-failed"), true);
    }
  }

  function read(request) {
    try { return JSON.parse(request.responseText); } catch (nothing) { return null; }
  }

  function value(form, name) {
    var chosen = form.querySelector("[name=" + name + "]:checked"), field = form.querySelector("[name=" + name + "]");
    if (chosen) { return chosen.value; }
    return field && field.type !== "radio" ? field.value : "";
  }

  function busy(form, is) {
    if (is) { form.setAttribute("data-busy", "yes"); } else { form.removeAttribute("data-busy"); }
    var button = form.querySelector("button[type=submit]");
    if (button) { button.disabled = is; }
  }

  function say(form, what, number) {
    var fault = what === "none" || what === "large";
    tell(form, form.getAttribute("data-say-" + what).replace("{n}", String(number)), fault);
  }

  function tell(form, text, fault) {
    var place = form.querySelector(".paper-form__state");
    place.textContent = text;
    place.className = "paper-form__state" + (fault ? " text-late" : "");
  }

  /* Private windows of old browsers refuse to remember: then a closed page begins anew, an open one goes on. */
  function remembered(key) { try { return localStorage.getItem(key); } catch (nothing) { return null; } }
  function remember(key, id) { try { localStorage.setItem(key, id); } catch (nothing) { return; } }
  function forget(key) { try { localStorage.removeItem(key); } catch (nothing) { return; } }
}());
