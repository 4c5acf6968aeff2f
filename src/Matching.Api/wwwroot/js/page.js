// What every page gets where scripts run: a form that was sent is not sent again by a second click, and old tables of charts print open.

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

for (const form of document.forms)
  if (form.method === "post") sendOnce(form);

// A summary of errors takes the focus also where the browser does not heed its autofocus.
const errors = document.querySelector(".errors");
if (errors instanceof HTMLElement) errors.focus();
