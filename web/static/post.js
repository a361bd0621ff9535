// @ts-check
// A post's own page: edits and deletions reach it while it is open, and new answers come below.

import { makeArticle } from "./article.js";
import { Live } from "./live.js";
import { part } from "./parts.js";
import { watchPictures } from "./pictures.js";
import { Standing } from "./standing.js";

/** @typedef {import("./wall-state.js").Article} Article */

const facts = /** @type {Record<string, string>} */ (document.body.dataset);
const standing = new Standing(facts.timezone);
const page = {
  base: facts.base,
  hashtags: new Set(facts.hashtags.split(" ")),
  since: (/** @type {Date} */ at) => standing.clock.since(at),
};
/** @type {Map<string, Article>} */
const known = new Map();

/** @param {any} frame */
function take(frame) {
  standing.take(frame);
  if (frame.frame === "drop") drop(frame.id);
  else if (frame.frame === "put") put(frame.post);
  else if (frame.frame === "snapshot") takeAll(frame.posts);
}

/** Whoever has lost the thread can't know what went meanwhile: the server does. @param {Article[]} posts */
function takeAll(posts) {
  if (known.size || facts.position) location.reload();
  for (const post of posts) known.set(post.id, post);
}

/** @param {string} id */
function drop(id) {
  known.delete(id);
  find(id)?.remove();
  count();
  if (id !== facts.post) return;
  part(document.body, ".main-post").remove();
  part(document.body, ".gone").hidden = false;
}

/** @param {Article} post */
function put(post) {
  known.set(post.id, post);
  const standing = find(post.id);
  if (standing) standing.replaceWith(made(post));
  else if (post.reply_to && find(post.reply_to)) {
    part(document.body, ".answers-below").append(made(post));
  }
  count();
}

/** @param {Article} post */
function made(post) {
  const beside = { quoted: known.get(post.quote_of ?? ""), answered: known.get(post.reply_to ?? "") };
  return makeArticle(post, beside, page);
}

function count() {
  const replies = document.querySelectorAll(".answers-below .post").length;
  part(document.body, ".conversation").hidden = replies === 0;
  part(document.body, ".count").textContent = replies === 1 ? "1 reply" : `${replies} replies`;
}

/** @param {string} id @returns {HTMLElement | null} */
function find(id) {
  return document.querySelector(`.post[data-id="${CSS.escape(id)}"]`);
}

watchPictures();
new Live(
  `${facts.base}/live?view=follow`,
  Number(facts.beat),
  { frame: take, link: (link, heard) => standing.linked(link, heard) },
  facts.position,
);
