// What every page gets where scripts run: a form that was sent is not sent again by a second click, and a filter's address holds what was chosen.

/** @param {HTMLFormElement} form */
function sendOnce(form) {
  let sent = false;
  form.addEventListener("submit", event => {
    if (event.defaultPrevented) return;
    if (sent) event.preventDefault();
    sent = true;
  });
  window.addEventListener("pageshow", () => { sent = false; });
}

/** @param {HTMLFormElement} form */
function leaveOutEmpty(form) {
  /** @param {boolean} disabled */
  const turn = disabled => {
    for (const field of form.elements)
      if ((field instanceof HTMLInputElement || field instanceof HTMLSelectElement) && field.value === "") field.disabled = disabled;
  };
  form.addEventListener("submit", () => turn(true));
  window.addEventListener("pageshow", () => turn(false));
}

for (const form of document.forms) {
  if (form.method === "post") sendOnce(form);
  else leaveOutEmpty(form);
}

// A summary of errors takes the focus also where the browser does not heed its autofocus.
const errors = document.querySelector(".errors");
if (errors instanceof HTMLElement) errors.focus();

// An open menu of the header closes by Escape, and by a click elsewhere.
const menus = [...document.querySelectorAll("header details")].filter(menu => menu instanceof HTMLDetailsElement);
for (const menu of menus)
  menu.addEventListener("keydown", event => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
document.addEventListener("click", event => {
  for (const menu of menus)
    if (event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
});
