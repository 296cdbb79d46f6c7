/* Signs the stored document through NCALayer, the national certification authority's application on this computer, and
   sends the form with the signature in it. No words are kept here: they stand in the page.

   NCALayer speaks first, {"result": {"version": …}}. Requests have no number: one at a time, and the next frame is the
   answer. A new connection for each attempt, so that no late answer is taken for another's. */
(() => {
  "use strict";

  const form = document.querySelector("form[data-ncalayer]");
  if (!form) return;
  const button = form.querySelector("[data-sign]");
  const field = form.querySelector('input[type="hidden"][name$="cms"]');
  const file = form.querySelector('input[type="file"]');
  const wait = Number(form.dataset.seconds) * 1000;

  const REQUEST = {
    module: "kz.gov.pki.knca.basics",
    method: "sign",
    args: {
      allowedStorages: null,
      format: "cms",
      data: form.dataset.content,
      signingParams: { decode: true, encapsulate: false, digested: false },
      signerParams: { extKeyUsageOids: ["1.3.6.1.5.5.7.3.4"] },
      locale: document.documentElement.lang === "kk" ? "kk" : "ru",
    },
  };

  /** Shows the sentence for this moment, and what NCALayer says of it; none without a name. */
  function tell(when, details) {
    for (const words of form.querySelectorAll("[data-when]")) words.hidden = words.dataset.when !== when;
    form.querySelector("[data-details]").textContent = details || "";
  }

  /** What ended an attempt: the name of the sentence that says so. */
  class Ended extends Error {
    constructor(when, details) {
      super(when);
      this.details = details;
    }
  }

  /** The next frame, or Ended when the time is over or the connection is. */
  function nextFrame(socket) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Ended("slow")), wait);
      socket.onmessage = (event) => {
        clearTimeout(timer);
        try {
          resolve(JSON.parse(event.data));
        } catch {
          reject(new Ended("strange"));
        }
      };
      socket.onclose = () => {
        clearTimeout(timer);
        reject(new Ended("gone"));
      };
    });
  }

  /** The CMS in an answer: PEM-like text, alone or in a list of one. */
  function cmsIn(answer) {
    if (answer?.status === false) {
      throw new Ended("refused", [answer.message, answer.details, answer.code].filter(Boolean).join(" · "));
    }
    if (answer?.status !== true || typeof answer.body !== "object" || answer.body === null) throw new Ended("strange");
    if (!("result" in answer.body)) throw new Ended("cancelled");
    const cms = [answer.body.result].flat();
    if (cms.length !== 1 || typeof cms[0] !== "string") throw new Ended("strange");
    return cms[0];
  }

  async function sign() {
    tell("connecting");
    const socket = new WebSocket(form.dataset.ncalayer);
    try {
      const greeting = await nextFrame(socket);
      if (typeof greeting?.result?.version !== "string") throw new Ended("strange");
      tell("signing");
      socket.send(JSON.stringify(REQUEST));
      return cmsIn(await nextFrame(socket));
    } finally {
      socket.onmessage = socket.onclose = null;
      socket.close();
    }
  }

  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      field.value = await sign();
      file.value = "";
      form.enctype = "application/x-www-form-urlencoded"; // no file in it: a second click is answered like the first
      tell("");
      form.requestSubmit();
    } catch (ended) {
      tell(ended instanceof Ended ? ended.message : "gone", ended.details);
    } finally {
      button.disabled = false;
    }
  });
})();
