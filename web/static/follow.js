// @ts-check
// The follow page: the socket's frames and older pages become a state, and the state becomes the list of posts.

import { Feed } from "./feed.js";
import { moment, NOTHING, reduce, shown } from "./follow-state.js";
import { watchHours } from "./hours.js";
import { Live } from "./live.js";
import { showNow } from "./now.js";
import { part } from "./parts.js";
import { watchPictures } from "./pictures.js";
import { Standing } from "./standing.js";

/** @typedef {import("./wall-state.js").Article} Article */

const MOST_PAGES = 30; // read again after a long absence

const facts = /** @type {Record<string, string>} */ (document.body.dataset);
const wanted = { language: facts.language, network: facts.network, session: facts.session };
const standing = new Standing(facts.timezone);
const more = part(document.body, ".more a");
const feed = new Feed(part(document.body, ".feed"), /** @type {HTMLButtonElement} */ (part(document.body, ".fresh button")), {
  base: facts.base,
  hashtags: new Set(facts.hashtags.split(" ")),
  since: (at) => standing.clock.since(at),
});

let state = NOTHING;
let end = facts.older; // of what the page shows
let reading = 0; // the number of the present attempt to make the page whole
let whole = false;

/** @param {any} frame */
function take(frame) {
  standing.take(frame);
  state = reduce(state, frame);
  if (frame.frame === "drop") feed.remove(frame.id);
  if (frame.frame === "snapshot") makeWhole();
  else if (whole && (frame.frame === "put" || frame.frame === "drop")) show();
  part(document.body, ".closing").hidden = !state.closing;
  if (frame.rooms) showNow(part(document.body, ".stage"), state, facts.base, standing.clock);
}

/** A snapshot has the newest posts alone: what this page showed below them is read again before anything else moves. */
async function makeWhole() {
  const mine = ++reading;
  whole = false;
  if (facts.before) state = { ...state, older: facts.before };
  try {
    for (let pages = 0; pages < MOST_PAGES && moment(state.older) > moment(end); pages++) {
      const page = await older();
      if (mine !== reading) return;
      state = reduce(state, page);
    }
  } catch {
    if (mine !== reading) return; // what could not be read again is not shown either
  }
  whole = true;
  show();
}

function show() {
  const posts = shown(state, wanted, facts.before);
  end = state.older;
  feed.update(posts, beside);
  feed.list.ariaBusy = String(posts.length === 0);
  part(document.body, ".empty").hidden = posts.length > 0;
  more.hidden = !state.older;
  if (state.older) more.setAttribute("href", address("follow"));
}

/** The posts that a post names, where they are public. @param {Article} post */
function beside(post) {
  return { quoted: state.posts.get(post.quote_of ?? ""), answered: state.posts.get(post.reply_to ?? "") };
}

/** The page of posts before those that are here. */
async function older() {
  const answer = await fetch(address("posts"), { credentials: "omit" });
  if (!answer.ok) throw new Error(String(answer.status));
  return { frame: "page", ...(await answer.json()) };
}

/** @param {string} page */
function address(page) {
  const asked = Object.entries({ before: state.older, ...wanted }).filter(([, word]) => word);
  return `${facts.base}/${page}?${new URLSearchParams(asked)}`;
}

/** @param {Event} event */
async function showMore(event) {
  if (!whole) return; // not connected yet: the link leads to a page of its own
  event.preventDefault();
  if (more.ariaDisabled) return;
  more.ariaDisabled = "true";
  const last = feed.list.lastElementChild;
  try {
    state = reduce(state, await older());
    show();
    /** @type {HTMLElement | null | undefined} */ (last?.nextElementSibling)?.focus({ preventScroll: true });
    part(document.body, ".trouble").hidden = true;
  } catch {
    part(document.body, ".trouble").hidden = false;
  } finally {
    more.ariaDisabled = null;
  }
}

watchPictures();
watchHours(document.querySelector(".hours"), standing.clock);
more.addEventListener("click", showMore);
new Live(`${facts.base}/live?view=follow`, Number(facts.beat), {
  frame: take,
  link: (link, heard) => standing.linked(link, heard),
});
