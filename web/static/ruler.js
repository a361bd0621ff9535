// @ts-check
// Measures how much room a post asks for, where its column would be.

import { makeCard } from "./card.js";
import { part } from "./parts.js";
import { need } from "./plan.js";
import { Slot } from "./slot.js";

/** @typedef {import("./wall-state.js").Post} Post */

/** An unseen slot to lay cards into. One ruler serves one width of column. */
export class Ruler {
  /** @param {HTMLElement} feed @param {number} width @param {Set<string>} hashtags */
  constructor(feed, width, hashtags) {
    this.hashtags = hashtags;
    /** @type {WeakMap<Post, number>} */
    this.known = new WeakMap();
    this.node = new Slot({ column: 1, start: 1, span: 24 }).node;
    this.node.classList.add("measure");
    this.node.style.width = `${width}px`;
    feed.append(this.node);
  }

  /** The modules a post asks for. @param {Post} post @param {Post | undefined} quoted */
  need(post, quoted) {
    const known = this.known.get(post);
    if (known) return known;
    const card = makeCard(post, quoted, this.hashtags);
    card.classList.add("no-closing-tags", "short-links");
    this.node.replaceChildren(card);
    const modules = need(lines(card), /** @type {import("./plan.js").More} */ (card.dataset.more));
    this.node.replaceChildren();
    this.known.set(post, modules);
    return modules;
  }
}

/** The lines of its words; of a warning that needs a second one, with what is spared for the bars below. @param {Element} card */
function lines(card) {
  if (part(card, ".covered").hidden) return linesOf(part(card, ".text"));
  return linesOf(part(card, ".warning")) > 1 ? 3 : 1;
}

/** @param {HTMLElement} words */
function linesOf(words) {
  return Math.round(words.scrollHeight / Number.parseFloat(getComputedStyle(words).lineHeight));
}
