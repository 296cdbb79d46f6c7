/* A PDF dropped anywhere on /verify is taken as if it had been chosen; without this script one chooses it. */
(() => {
  "use strict";
  const form = document.querySelector("[data-verify-drop]");
  const field = form?.querySelector('input[type="file"]');
  if (!field) return;

  function over(event, isOver) {
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
})();
