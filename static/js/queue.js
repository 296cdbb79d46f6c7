/* The queue's own: keys at the window, the tablet that prints and comes back by itself, the board that says when the
   network is gone. Without it everything works by buttons and by reloading. No words are kept here. */
(() => {
  "use strict";

  /* ---------- Keys of the window: a letter presses its button, on a Russian or Kazakh keyboard too ---------- */

  document.addEventListener("keydown", (event) => {
    if (!document.querySelector("[data-shortcuts]") || event.repeat) return;
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, select, textarea")) return;
    const letter = event.code.replace(/^Key/, "");
    const button = document.querySelector(`[data-shortcuts] button[data-letter="${CSS.escape(letter)}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });

  /* ---------- The tablet: print at once, then back to the start; while there is no network it waits ---------- */

  const given = document.querySelector("[data-print-at-once]");
  if (given) {
    window.print();
    setTimeout(() => comeBack(given.dataset.back), Number(given.dataset.backAfter) * 1000);
  }

  async function comeBack(address) {
    const offline = document.querySelector("[data-offline]");
    try {
      const answer = await fetch(address, { headers: { "X-Poll": "1" } });
      if (!answer.ok) throw new Error(String(answer.status));
      window.location.replace(address);
    } catch {
      if (offline) offline.hidden = false;
      setTimeout(() => comeBack(address), 5000);
    }
  }

  const reload = document.querySelector("[data-reload]");
  if (reload) {
    setTimeout(() => comeBack(window.location.href), Number(reload.dataset.reload) * 1000);
  }

  /* A page that was left open: its number of waiting visitors and its key are made anew, in the first language. */
  const start = document.querySelector("[data-restart]");
  if (start) {
    setTimeout(() => comeBack(start.dataset.restart), 60000);
  }

  /* ---------- The board: what it shows is as of then, until the server answers again ---------- */

  function tellBoard(isOffline) {
    const told = document.querySelector("[data-board-offline]");
    const board = document.querySelector("[data-board]");
    if (!told || !board) return;
    told.querySelector("[data-since]").textContent = board.dataset.board;
    told.hidden = !isOffline;
    board.classList.toggle("is-stale", isOffline);
  }

  for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    document.addEventListener(name, () => tellBoard(true));
  }
  document.addEventListener("htmx:afterSwap", () => tellBoard(false));
})();
