// A receipt's QR code carries the look-up code behind #, which no server sees: it is put into its field and taken off the address.

const field = document.getElementById("lookUpCode");
const code = decodeURIComponent(location.hash.slice(1));
if (field instanceof HTMLInputElement && /^[0-9A-Za-z]{6,40}$/.test(code)) {
  field.value = code;
  history.replaceState(null, "", location.pathname + location.search);
}
