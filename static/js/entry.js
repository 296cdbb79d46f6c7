/* Paper entry from the keyboard alone, and files dropped. Without this script everything is done by Tab, Enter and the
   plain file field. No words are kept here: the page shows the keys.

   Keys are read by their place (event.code), so that they work with the Russian and the Kazakh layout too. */
(() => {
  "use strict";

  for (const hint of document.querySelectorAll("[data-keys]")) hint.hidden = false;

  /* ---------- The first field of a step has the focus, unless the page or its address names another place ---------- */

  const FIELDS = "input:not([type=hidden], [tabindex='-1']), select, textarea";
  const step = document.getElementById("step-form");
  if (step && !document.querySelector("[autofocus]") && !location.hash) {
    const fields = [...step.querySelectorAll(FIELDS)].filter((field) => field.offsetParent);
    const first = fields[0];
    (fields.find((field) => field.name === first?.name && field.checked) || first)?.focus();
  }

  /* ---------- Ctrl+Enter saves and goes on; Alt with a key goes to the place that bears it ---------- */

  function press(control) {
    control.focus();
    if (!("jump" in control.dataset)) control.click();
  }

  document.addEventListener("keydown", (event) => {
    let control = null;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      control = event.target.closest?.("form")?.querySelector("[data-go]") || [...document.querySelectorAll("[data-go]")].pop();
    } else if (event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      control = document.querySelector(`[data-key="${CSS.escape(event.code)}"]`);
    }
    if (!control) return;
    event.preventDefault();
    if (!event.repeat) press(control);
  });

  /* ---------- Files dropped on the form, or taken by the camera, are sent at once ---------- */

  const form = document.querySelector("form[data-drop]");
  if (!form) return;
  const field = form.querySelector('input[name="file"]');

  function over(event, isOver) {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    form.classList.toggle("is-over", isOver);
  }
  document.addEventListener("dragover", (event) => over(event, true));
  document.addEventListener("dragleave", (event) => over(event, false));
  document.addEventListener("drop", (event) => {
    over(event, false);
    if (!event.dataTransfer?.files.length) return;
    field.files = event.dataTransfer.files;
    form.requestSubmit();
  });
  form.querySelector('input[name="photo"]').addEventListener("change", (event) => {
    if (event.target.files.length) form.requestSubmit();
  });
})();
