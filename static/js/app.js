/* The few things that htmx and plain HTML leave to a script. Everything works without it: it only tells of trouble,
   marks what is being replaced, closes menus and prints. No words are kept here: they stand in the page. */
(() => {
  "use strict";

  /* ---------- Trouble: a dead network, or an answer that htmx does not swap (htmx.md, 8) ---------- */

  const trouble = document.getElementById("trouble");
  let troubledPath = null;

  /** Shows the banner with the sentence of this kind and, where the server gave one, the request's id. */
  function tell(kind, requestId, path) {
    if (!trouble) return;
    for (const text of trouble.querySelectorAll("[data-kind]")) {
      text.hidden = text.dataset.kind !== kind;
    }
    const reference = trouble.querySelector("[data-reference]");
    reference.hidden = !requestId;
    reference.querySelector("[data-request-id]").textContent = requestId || "";
    trouble.hidden = false;
    troubledPath = path;
  }

  function kindOf(status) {
    if (status === 403) return "forbidden";
    if (status === 404) return "missing";
    if (status === 413) return "large";
    if (status === 429) return "often";
    return "server";
  }

  /** Whether a request was a poll: nobody's act, nothing typed is at stake, and the next one asks again. */
  function isPoll(event) {
    return Boolean(event.detail.requestConfig?.headers["X-Poll"]);
  }

  document.addEventListener("htmx:responseError", (event) => {
    if (isPoll(event)) return;
    const { xhr, pathInfo } = event.detail;
    tell(kindOf(xhr.status), xhr.getResponseHeader("X-Request-ID"), pathInfo.requestPath);
  });
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => {
      if (!isPoll(event)) tell("network", null, event.detail.pathInfo.requestPath);
    });
  }
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful && event.detail.pathInfo.requestPath === troubledPath) {
      trouble.hidden = true;
      troubledPath = null;
    }
  });
  trouble?.querySelector("[data-close]").addEventListener("click", () => {
    trouble.hidden = true;
    document.getElementById("main")?.focus();
  });

  /* ---------- What is being replaced says so; app.css dims it after 400 ms (htmx.md, 18) ---------- */

  document.addEventListener("htmx:beforeRequest", (event) => event.detail.target.setAttribute("aria-busy", "true"));
  document.addEventListener("htmx:afterRequest", (event) => event.detail.target.removeAttribute("aria-busy"));

  /* ---------- Menus are <details>: Escape and a click elsewhere close them ---------- */

  function openMenus() {
    return document.querySelectorAll("details.menu[open]");
  }

  document.addEventListener("click", (event) => {
    for (const menu of openMenus()) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of openMenus()) {
      if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
      menu.open = false;
    }
  });

  /* ---------- <button data-print> prints the page; it is hidden where there is no script ---------- */

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  /* ---------- A whole form sent twice without htmx: the second press is dropped, the server would drop it too ---------- */

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 5000); // the answer may have been a file, and the page is still here
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
})();
