// @ts-check
// A post as an element. Strangers' words enter as text, never as markup.

import { addPictures, addPoll, addPortrait, addPreview } from "./extras.js";
import { atHandle, networkName, tint } from "./names.js";
import { clone, isWeb, part, span } from "./parts.js";

/** @typedef {import("./wall-state.js").Post} Post */
/** @typedef {import("./wall-state.js").Segment} Segment */

/**
 * A new card.
 * @param {Post} post
 * @param {Post | undefined} quoted the post it quotes, where that is public
 * @param {Set<string>} hashtags the event's own, which are dimmed
 */
export function makeCard(post, quoted, hashtags) {
  const card = clone("card");
  card.dataset.id = post.id;
  card.setAttribute("aria-label", `Post by ${post.author.name}`);
  fillByline(card, post);
  if (post.warning) cover(card, post.warning);
  else fillText(part(card, ".text"), post, hashtags);
  card.dataset.more = addMore(card, post, quoted, hashtags);
  return card;
}

/**
 * One thing beside the words, the one that they need most, and its name.
 * @param {HTMLElement} card @param {Post} post @param {Post | undefined} quoted @param {Set<string>} hashtags
 * @returns {import("./plan.js").More}
 */
function addMore(card, post, quoted, hashtags) {
  if (quoted) return quote(card, quoted, hashtags);
  if (post.media) return addPictures(card, post.media);
  if (post.poll) return addPoll(card, post.poll);
  return post.preview ? addPreview(card, post.preview) : "";
}

/**
 * Makes the text fit its slot: the event's closing hashtags go if they cost a line, then links shorten.
 * @param {Element} card
 */
export function fit(card) {
  const text = part(card, ".text");
  const height = text.scrollHeight;
  card.classList.add("no-closing-tags");
  if (text.scrollHeight >= height) card.classList.remove("no-closing-tags");
  if (text.scrollHeight > text.clientHeight + 2) card.classList.add("short-links");
}

/** @param {HTMLElement} card @param {Post} post */
function fillByline(card, post) {
  const { name, handle, initials } = post.author;
  const avatar = part(card, ".avatar");
  avatar.textContent = initials;
  avatar.dataset.tint = String(tint(handle));
  if (post.author.avatar) addPortrait(avatar, post.author.avatar);
  part(card, ".name").textContent = name;
  part(card, ".handle").textContent = (post.author.speaker ? "Speaker, " : "") + atHandle(handle);
  part(card, ".byline .networks").append(...networks(post));
  part(card, "time").setAttribute("datetime", post.created_at);
  if (isWeb(post.url)) part(card, ".when").setAttribute("href", post.url);
}

/** @param {HTMLElement} text @param {Post} post @param {Set<string>} hashtags */
function fillText(text, post, hashtags) {
  const body = post.body ?? [];
  const closing = closingTags(body, hashtags);
  if (post.language) text.lang = post.language;
  text.replaceChildren(...body.map((segment, index) => render(segment, hashtags, index >= closing)));
}

/**
 * Where the run of the event's own hashtags at the end begins; a post that is nothing else keeps them.
 * @param {Segment[]} body
 * @param {Set<string>} hashtags
 */
function closingTags(body, hashtags) {
  let from = body.length;
  while (from > 0 && (isOwn(body[from - 1], hashtags) || !body[from - 1].text.trim())) from--;
  return from === 0 ? body.length : from;
}

/** @param {Segment} segment @param {Set<string>} hashtags @param {boolean} closing */
function render(segment, hashtags, closing) {
  if (segment.type === "link") return link(segment.text, segment.url ?? "");
  const element = document.createElement(segment.type === "text" ? "span" : "bdi");
  element.textContent = segment.text;
  element.classList.toggle("own-tag", isOwn(segment, hashtags));
  element.classList.toggle("closing-tag", closing);
  return element;
}

/** @param {string} words @param {string} url */
function link(words, url) {
  const anchor = document.createElement("a");
  anchor.dir = "ltr";
  if (isWeb(url)) {
    anchor.href = url;
    anchor.target = "_blank";
    anchor.rel = "noopener noreferrer";
  }
  anchor.append(span("full-link", words), span("short-domain", domain(url) || words));
  return anchor;
}

/** @param {HTMLElement} card @param {string} warning */
function cover(card, warning) {
  part(card, ".covered").hidden = false;
  part(card, ".warning bdi").textContent = warning;
}

/** @param {HTMLElement} card @param {Post} quoted @param {Set<string>} hashtags */
function quote(card, quoted, hashtags) {
  const box = part(card, ".quote");
  const text = part(box, ".quote-text");
  part(box, ".quote-name").textContent = quoted.author.name;
  part(box, ".networks").append(...networks(quoted));
  if (quoted.warning) text.textContent = `Content warning: ${quoted.warning}`;
  else fillText(text, quoted, hashtags);
  box.hidden = false;
  return /** @type {const} */ ("quote");
}

/** @param {Post} post */
function networks(post) {
  return (post.networks ?? [post.network]).map(glyph);
}

/** @param {string} network */
function glyph(network) {
  const sign = clone("network");
  const name = networkName(network);
  part(sign, "title").textContent = name;
  sign.setAttribute("aria-label", name);
  part(sign, "use").setAttribute("href", `#glyph-${network}`);
  return sign;
}

/** @param {Segment} segment @param {Set<string>} hashtags */
function isOwn(segment, hashtags) {
  return segment.type === "hashtag" && hashtags.has(segment.tag ?? "");
}

/** @param {string} url */
function domain(url) {
  return URL.canParse(url) ? new URL(url).hostname.replace(/^www\./, "") : "";
}
