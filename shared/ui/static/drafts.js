/* Keeps a half-filled form in this browser, for those who are not signed in; said on the page, with a button to clear. */
(() => {
  "use strict";
  const done = document.querySelector("[data-draft-done]");
  if (done) try { localStorage.removeItem("draft/" + done.dataset.draftDone); } catch { /* nothing was kept */ }
  const form = document.querySelector("form[data-draft]");
  const notes = document.querySelector("[data-draft-notes]");
  if (!form || !notes) return;
  const DAYS = Number(form.dataset.draftDays || 30);
  const key = "draft/" + form.dataset.draft;
  /* A hidden field is kept where it says so: what a form is known by when it is sent again. */
  const kept = (field) => field.name && field.type !== "submit" && field.type !== "file" && (field.type !== "hidden" || field.hasAttribute("data-draft-kept"));
  /* Choices ("kind=denunciation …") with which nothing may lie on a machine that others use. */
  const never = (form.dataset.draftNever || "").split(" ").filter(Boolean);
  const fields = () => Array.from(form.elements).filter(kept);
  const forget = () => { try { localStorage.removeItem(key); } catch { /* this browser keeps nothing */ } notes.hidden = true; };
  const read = () => {
    try {
      const found = JSON.parse(localStorage.getItem(key) || "null");
      if (found && found.until > Date.now()) return found.values;
    } catch { return null; }
    return null;
  };
  const write = () => {
    const values = {};
    for (const field of fields()) {
      if (field.type === "radio" || field.type === "checkbox") { if (field.checked) values[field.name] = field.value; }
      else if (field.value.trim()) values[field.name] = field.value;
    }
    if (never.some((one) => values[one.split("=")[0]] === one.split("=")[1])) { forget(); return; }
    try {
      localStorage.setItem(key, JSON.stringify({ until: Date.now() + DAYS * 86400000, values }));
      notes.hidden = false;
    } catch { /* this browser keeps nothing */ }
  };
  const values = read();
  const typed = fields().some((field) => /^(text|tel|email|textarea)$/.test(field.type) && field.value);
  if (values && !typed) {
    for (const field of fields()) {
      if (!(field.name in values)) continue;
      if (field.type === "radio" || field.type === "checkbox") field.checked = field.value === values[field.name];
      else field.value = values[field.name];
    }
    notes.hidden = false;
  }
  form.addEventListener("input", write);
  notes.querySelector("[data-draft-clear]").addEventListener("click", () => { form.reset(); forget(); });
})();
