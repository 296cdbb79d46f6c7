/* At the counter: the field that a scanner types into is ready for the next number at once, and a text can be copied.
   Both pages work without it. */
(() => {
  "use strict";

  /* ---------- <form data-scan>: what was sent leaves the field; it comes back if it did not get through ---------- */

  const form = document.querySelector("form[data-scan]");
  const field = form?.elements.namedItem("number");
  let sent = "";

  document.addEventListener("htmx:beforeSend", (event) => {
    if (event.detail.elt !== form) return;
    sent = field.value;
    field.value = "";
  });
  for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    document.addEventListener(name, (event) => {
      if (event.detail.elt === form && !field.value && ![409, 422].includes(event.detail.xhr?.status)) field.value = sent;
    });
  }

  /* ---------- <button data-copy="id">: hidden where a page may not use the clipboard ---------- */

  for (const button of document.querySelectorAll("[data-copy]")) {
    const source = document.getElementById(button.dataset.copy);
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(source.value);
      button.querySelector("span").textContent = button.dataset.done;
      document.getElementById("status").textContent = button.dataset.done;
    });
  }
})();
