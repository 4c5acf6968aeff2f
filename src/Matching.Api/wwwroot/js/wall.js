// The wall as it lives: a snapshot, then what changes, by server-sent events. It says when it is cut off, stops for whoever presses
// the pause, turns to its other views unless motion is not wanted, and loads itself anew after a new build and every six hours.

/**
 * @typedef {{ key: string, name: string, text: string }} WallNumber
 * @typedef {{ community: string, name: string, row: number, column: number, rate: string, met: number, pending: number, unmet: number, step: number | null }} WallTile
 * @typedef {{ key: string, name: string, met: number, pending: number, unmet: number }} WallBar
 * @typedef {{ event: number, at: string, text: string }} WallEvent
 * @typedef {{ event: number, asOf: string, build: string, period?: string, numbers: WallNumber[], tiles: WallTile[], categories: WallBar[], events: WallEvent[] }} WallView
 */

const mostEvents = 8;
const staleAfter = 15_000;
const reloadAfter = 6 * 3600 * 1000;
const pointerRest = 5_000;
const turnAfter = 20_000;

/** @param {string} selector @returns {HTMLElement} */
function find(selector) {
  const found = document.querySelector(selector);
  if (!(found instanceof HTMLElement)) throw new Error(`${selector} is missing`);
  return found;
}

const link = find("#link");
const pause = find("#pause");
const next = find("#next");
const views = [...document.querySelectorAll("[data-view]")].map(view => /** @type {HTMLElement} */ (view));
const stillness = matchMedia("(prefers-reduced-motion: reduce)");
const asOf = find("#as-of");
const events = find(".wall-events");
const clock = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** @type {Map<string, WallTile>} */
const tiles = new Map();
/** @type {Map<string, WallBar>} */
const categories = new Map();
/** @type {EventSource | null} */
let source = null;
let heardAt = Date.now();
let paused = false;

/** @param {"live" | "lost" | "stale" | "paused"} state */
function say(state) {
  const text = link.dataset[state] ?? "";
  if (link.textContent !== text) link.textContent = text;
  link.className = state;
}

/** @param {string} at */
function heard(at) {
  heardAt = Date.now();
  asOf.textContent = clock.format(new Date(at));
  say("live");
}

/** @param {WallNumber[]} numbers */
function showNumbers(numbers) {
  for (const number of numbers)
    find(`[data-key="${number.key}"] .figure`).textContent = number.text;
}

/** @param {string} selector @param {{ met: number, pending: number, unmet: number }} counts @param {number} longest */
function showBar(selector, counts, longest) {
  const bar = document.querySelector(`.wall-bars ${selector}`);
  if (bar === null) return;
  const starts = [0, counts.met, counts.met + counts.pending];
  const parts = [counts.met, counts.pending, counts.unmet];
  bar.querySelectorAll("rect").forEach((rect, i) => {
    rect.setAttribute("x", `${(100 * starts[i]) / longest}%`);
    rect.setAttribute("width", `${(100 * parts[i]) / longest}%`);
  });
  const text = bar.querySelector(".counts");
  if (text !== null) text.textContent = `${counts.met} / ${counts.pending} / ${counts.unmet}`;
}

/** @template {{ met: number, pending: number, unmet: number }} T @param {string} attribute @param {Map<string, T>} all */
function showBars(attribute, all) {
  const longest = Math.max(1, ...[...all.values()].map(one => one.met + one.pending + one.unmet));
  for (const [key, one] of all) showBar(`[${attribute}="${key}"]`, one, longest);
}

/** @param {WallBar[]} changed */
function showCategories(changed) {
  for (const one of changed) categories.set(one.key, one);
  showBars("data-category", categories);
}

/** @param {WallTile[]} changed */
function showTiles(changed) {
  for (const tile of changed) {
    tiles.set(tile.community, tile);
    const shown = document.querySelector(`.tiles [data-community="${tile.community}"]`);
    if (shown === null) return location.reload();
    shown.className = `r${tile.row} c${tile.column}${tile.step === null ? "" : ` step${tile.step}`}`;
    const rate = shown.querySelector(".rate");
    if (rate !== null) rate.textContent = tile.rate;
  }
  showBars("data-community", tiles);
}

/** @param {WallEvent[]} happened Newest first. */
function showEvents(happened) {
  for (const one of [...happened].reverse()) {
    const line = document.createElement("li");
    const when = document.createElement("time");
    when.textContent = clock.format(new Date(one.at)).slice(0, 16);
    line.append(when, ` ${one.text}`);
    events.prepend(line);
  }
  while (events.children.length > mostEvents) events.lastElementChild?.remove();
}

/** @param {WallView} view */
function show(view) {
  if (view.build !== document.body.dataset.build) location.reload();
  showNumbers(view.numbers);
  showTiles(view.tiles);
  showCategories(view.categories);
  showEvents(view.events);
  heard(view.asOf);
}

function connect() {
  source = new EventSource("/wall/events");
  source.addEventListener("snapshot", event => {
    /** @type {WallView} */
    const view = JSON.parse(event.data);
    if (view.period !== document.body.dataset.period) location.reload();
    events.replaceChildren();
    show(view);
  });
  source.addEventListener("change", event => show(JSON.parse(event.data)));
  source.addEventListener("alive", event => heard(JSON.parse(event.data).asOf));
  source.addEventListener("error", () => {
    say("lost");
    if (source?.readyState === EventSource.CLOSED) setTimeout(connect, 3000);
  });
}

function togglePause() {
  paused = !paused;
  pause.setAttribute("aria-pressed", String(paused));
  if (paused) {
    source?.close();
    say("paused");
  } else connect();
}

/** The next view takes the place of the one that is shown. */
function turn() {
  const shown = views.findIndex(view => !view.hidden);
  views.forEach((view, i) => (view.hidden = i !== (shown + 1) % views.length));
}

let resting = 0;
function showPointer() {
  document.documentElement.classList.remove("still");
  clearTimeout(resting);
  resting = setTimeout(() => document.documentElement.classList.add("still"), pointerRest);
}

pause.hidden = false;
pause.addEventListener("click", togglePause);
document.addEventListener("keydown", event => {
  if (event.key === "p") togglePause();
  if (event.key === "n") turn();
});
next.hidden = false;
next.addEventListener("click", turn);
setInterval(() => {
  if (!paused && !stillness.matches) turn();
}, turnAfter);
document.addEventListener("pointermove", showPointer);
setInterval(() => {
  if (!paused && link.className === "live" && Date.now() - heardAt > staleAfter) say("stale");
}, 1000);
setTimeout(() => location.reload(), reloadAfter);
showPointer();
connect();
