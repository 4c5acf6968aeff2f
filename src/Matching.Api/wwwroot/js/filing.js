// Filing a demand where scripts run: the check while one types, and a draft that stays on the device until it was sent, once.

const storeName = "filing-draft";
const mostAge = 7 * 24 * 3600 * 1000;

/** @typedef {{ owner: string, at: number, pending: boolean, fields: [string, string][] }} Draft */

/** @returns {Draft | null} */
function readDraft() {
  try {
    const draft = JSON.parse(localStorage.getItem(storeName) ?? "null");
    return draft && Date.now() - draft.at < mostAge ? draft : null;
  } catch {
    return null;
  }
}

/** What names a person is kept only of a form that waits to be sent. @param {string} name @param {boolean} pending */
const isKept = (name, pending) => name !== "__RequestVerificationToken" && name !== "seen" && (pending || !name.startsWith("contact."));

/** @param {HTMLFormElement} form @param {boolean} pending */
function keepDraft(form, pending) {
  /** @type {[string, string][]} */
  const fields = [];
  for (const [name, value] of new FormData(form))
    if (typeof value === "string" && value !== "" && isKept(name, pending)) fields.push([name, value]);
  localStorage.setItem(storeName, JSON.stringify({ owner: form.dataset.filing ?? "", at: Date.now(), pending, fields }));
}

/** @param {HTMLFormElement} form @param {Draft} draft */
function fill(form, draft) {
  for (const [name, value] of draft.fields) {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (field instanceof HTMLInputElement && (field.type === "radio" || field.type === "checkbox")) field.checked = field.value === value;
      else if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement) field.value = value;
    }
  }
}

/** @param {HTMLElement} notice @param {string} text */
function tell(notice, text) {
  const line = notice.querySelector("[data-text]");
  if (line) line.textContent = text;
  notice.hidden = false;
}

/** Asks the server for the panel that it would show after sending. @param {HTMLFormElement} form @param {HTMLElement} panel */
async function check(form, panel) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
  panel.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(`${form.action}/check`, { method: "POST", body });
    if (answer.status === 200) panel.innerHTML = await answer.text();
  } catch {
    // Without a network the form can still be filled in; it is checked when it is sent.
  } finally {
    panel.removeAttribute("aria-busy");
  }
}

/** @param {HTMLFormElement} form @param {HTMLElement} notice @param {HTMLElement} panel */
function run(form, notice, panel) {
  const isFresh = !form.querySelector(".error");
  const draft = readDraft();
  let timer = 0;
  let waits = false;

  const send = () => {
    tell(notice, notice.dataset.sending ?? "");
    const seen = document.createElement("input");
    Object.assign(seen, { type: "hidden", name: "seen", value: "yes" });
    form.append(seen);
    waits = false;
    form.requestSubmit();
  };

  if (draft && isFresh && draft.owner === form.dataset.filing) {
    fill(form, draft);
    tell(notice, notice.dataset.restored ?? "");
    if (draft.pending && navigator.onLine) queueMicrotask(send);
    waits = draft.pending && !navigator.onLine;
  }
  notice.querySelector("[data-drop]")?.addEventListener("click", () => {
    localStorage.removeItem(storeName);
    location.reload();
  });
  form.addEventListener("input", () => keepDraft(form, false));
  form.addEventListener("change", event => {
    const name = event.target instanceof HTMLElement ? event.target.getAttribute("name") : "";
    const title = form.elements.namedItem("title");
    if (!(title instanceof HTMLInputElement) || title.value.trim().length < 2 || !["title", "area", "group", "detail"].includes(name ?? "")) return;
    clearTimeout(timer);
    timer = setTimeout(() => check(form, panel), 50);
  });
  form.addEventListener("submit", event => {
    if (navigator.onLine) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    keepDraft(form, true);
    waits = true;
    tell(notice, notice.dataset.offline ?? "");
    notice.scrollIntoView({ block: "nearest" });
  }, { capture: true });
  window.addEventListener("online", () => { if (waits) send(); });
}

const form = document.querySelector("form[data-filing]");
const notice = document.getElementById("draft");
const panel = document.getElementById("check");
if (form instanceof HTMLFormElement && notice && panel) run(form, notice, panel);

// The receipt names the form that it answers: its draft has done its work.
const sent = document.querySelector("[data-sent]");
if (sent instanceof HTMLElement && readDraft()?.fields.some(([name, value]) => name === "__once" && value === sent.dataset.sent)) localStorage.removeItem(storeName);

if ("serviceWorker" in navigator) navigator.serviceWorker.register("/offline.js").catch(() => {});
