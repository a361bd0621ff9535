// @ts-check
// The wall page: the socket's frames become a state, and the state becomes the board, the clock and the footer.

import { VenueClock } from "./clock.js";
import { wake } from "./extras.js";
import { Grid } from "./grid.js";
import { Live } from "./live.js";
import { Rooms } from "./rooms.js";
import { Stage } from "./stage.js";
import { condition, coverageSentence, numbersSentence } from "./status.js";
import { newestFirst, NOTHING, reduce } from "./wall-state.js";

const OUTAGE_AFTER = 6; // beats of staleness, before it becomes the headline
const FONT_PATIENCE = 1_500; // ms

const { live, timezone, hashtags, beat, address, room } = /** @type {Record<string, string>} */ (document.body.dataset);
const clock = new VenueClock(timezone);
const grid = new Grid(find(".board"), { hashtags: new Set(hashtags.split(" ")), tell: showBoard });

const stage = new Stage(find(".stage"), clock, room);
const rooms = new Rooms(find(".rooms"), clock, room);

const narrow = matchMedia("(max-aspect-ratio: 1)");

let state = NOTHING;
/** @type {import("./live.js").Link} */
let link = "connecting";
/** @type {Date | null} */
let lastHeard = null;

/** @param {any} frame */
function take(frame) {
  if (frame.now) clock.sync(frame.now);
  const before = state;
  state = reduce(state, frame);
  if (state.posts !== before.posts || state.pins !== before.pins) grid.update(state);
  if (state.rooms !== before.rooms) {
    stage.update(state.rooms);
    showRooms();
  }
  if (state.event) find(".feed").ariaBusy = "false";
  showClosing();
  showStatus();
}

/** At the end the wall thanks the room and leads to the summary. */
function showClosing() {
  const closing = Boolean(state.closing);
  find(".thanks").hidden = find(".reread").hidden = !closing;
  find(".join:not(.reread)").hidden = closing;
  grid.layOut();
  if (closing) wake(find(".reread"));
  say(".thanks-numbers", ended(numbersSentence(state.coverage?.numbers ?? { posts: 0, people: 0 })));
}

function showBoard() {
  find(".empty").hidden = !state.event || state.posts.size > 0;
  showRooms();
  for (const time of document.querySelectorAll(".card time")) {
    const at = new Date(time.getAttribute("datetime") ?? "");
    time.textContent = time.closest(".pinned") ? "Pinned" : find(".outage").hidden ? clock.ago(at) : clock.since(at);
  }
  showStatus();
}

/** In a break, and where nobody writes, the rooms stand where the oldest cards would. */
function showRooms() {
  const busy = Boolean(state.closing) || !find(".outage").hidden;
  if (rooms.update(busy ? [] : state.rooms, newestFirst(state)[0]?.created_at)) grid.layOut();
}

function showStatus() {
  const heardAt = lastHeard && new Date(lastHeard.getTime() + clock.offset);
  const now = condition(link, heardAt, state.coverage);
  const held = grid.paused && now.link === "live";
  document.body.dataset.link = held ? "held" : now.link;
  say(".status-words", held ? heldWords() : linkWords(now));
  say(".coverage", coverageSentence(state.coverage?.sources ?? [], (at) => clock.since(at), narrow.matches));
  say(".numbers", numbersSentence(state.coverage?.numbers ?? { posts: 0, people: 0 }));
  showOutage(now);
}

/** @param {import("./status.js").Condition} now */
function showOutage({ link, since, outage }) {
  const long = since !== null && clock.now().getTime() - since.getTime() > OUTAGE_AFTER * Number(beat) * 1000;
  const before = find(".outage").hidden;
  find(".outage").hidden = !(link === "stale" && long) || Boolean(state.closing);
  if (since) say(".outage h2", `No new posts since ${clock.since(since)}`);
  say(".outage p", `${outage} Keep posting: what was missed is fetched afterwards.`);
  if (before !== find(".outage").hidden) showBoard();
}

/** @param {import("./status.js").Condition} now */
function linkWords({ link, since }) {
  if (link === "stale") return since ? `Stale since ${clock.since(since)}` : "Not connected";
  return { live: "Live", reconnecting: "Reconnecting", connecting: "Connecting", held: "" }[link];
}

function heldWords() {
  return grid.waiting ? `Paused, ${grid.waiting} waiting` : "Paused";
}

function showClock() {
  const now = clock.now();
  say(".clock", clock.time(now));
  say(".date", clock.day(now, narrow.matches));
}

function togglePause() {
  grid.pause(!grid.paused);
  find(".status").ariaPressed = String(grid.paused);
  showStatus();
}

/** @param {string} sentence */
function ended(sentence) {
  return sentence && `${sentence}.`;
}

/** @param {string} selector @returns {HTMLElement} */
function find(selector) {
  return /** @type {HTMLElement} */ (document.querySelector(selector));
}

/** @param {string} selector @param {string} words */
function say(selector, words) {
  const element = find(selector);
  if (element.textContent !== words) element.textContent = words;
}

addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() === "p" && !event.ctrlKey && !event.metaKey && !event.altKey) togglePause();
});
find(".status").addEventListener("click", togglePause);
for (const title of document.querySelectorAll(".event-name, .join h2")) {
  const longest = Math.max(...[...title.childNodes].map((part) => part.textContent?.trim().length ?? 0));
  /** @type {HTMLElement} */ (title).style.setProperty("--letters", String(longest));
}
say(".address", `Read along: ${(address || location.host) + location.pathname.replace("/wall", "/follow")}`);
showClock();
setInterval(showClock, 1_000);
setInterval(showBoard, 15_000);

// The first cards are measured, so they wait for the face they are set in.
await Promise.race([document.fonts.ready, new Promise((resolve) => setTimeout(resolve, FONT_PATIENCE))]);
new Live(live, Number(beat), {
  frame: take,
  link: (now, heard) => {
    [link, lastHeard] = [now, heard];
    showStatus();
  },
});
