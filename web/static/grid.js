// @ts-check
// The board of fixed slots. One card at a time replaces another in its place; nothing else ever moves.

import { makeCard } from "./card.js";
import { preload } from "./extras.js";
import { PACE, pinSlotFor, places, ROUNDS, slotFor } from "./plan.js";
import { Ruler } from "./ruler.js";
import { Slot } from "./slot.js";
import { NOTHING, newestFirst } from "./wall-state.js";

const LEAVING = 160; // ms, as in card.css
const LONGEST_QUEUE = 40; // posts; at the busiest the oldest of them stay off the board

/**
 * @typedef {import("./wall-state.js").State} State
 * @typedef {import("./wall-state.js").Post} Post
 */

/** Shows a state on the board, at a pace that can be read. */
export class Grid {
  /**
   * @param {HTMLElement} board
   * @param {{hashtags: Set<string>, tell: () => void}} options `tell` is called when the cards or the queue change
   */
  constructor(board, { hashtags, tell }) {
    this.board = board;
    this.feed = /** @type {HTMLElement} */ (board.querySelector(".feed"));
    this.hashtags = hashtags;
    this.tell = tell;
    this.paused = false;
    this.filled = false; // for the first time; what comes later is new
    this.shape = "";
    this.width = 0;
    this.timer = 0;
    this.lastChange = -Infinity;
    /** @type {State} */
    this.state = NOTHING;
    /** @type {Slot[]} */
    this.slots = [];
    /** @type {Map<string, number>} ids that wait, and since when */
    this.queue = new Map();
    /** @type {Set<string>} ids that have been taken note of */
    this.known = new Set();
    new ResizeObserver(() => this.layOut()).observe(board);
  }

  /** Takes over a state: edits and disappearances at once, what is new in turn. @param {State} state */
  update(state) {
    this.state = state;
    if (this.slots.length === 0 || state.event === null) return;
    for (const slot of this.slots) this.#refresh(slot);
    this.#pin();
    this.#enqueue();
    this.#turn();
  }

  /** @param {boolean} paused */
  pause(paused) {
    this.paused = paused;
    this.#turn();
  }

  /** How many posts wait to be shown. */
  get waiting() {
    return this.queue.size;
  }

  /** Measures anew where the board has another width; places that another shape has too keep their cards. */
  layOut() {
    const shape = getComputedStyle(this.board).getPropertyValue("--shape").trim();
    if (this.board.clientWidth === this.width && shape === this.shape) return;
    this.width = this.board.clientWidth;
    if (shape !== this.shape) {
      this.shape = shape;
      this.slots = places(shape).map((place) => this.slots.find((slot) => slot.isAt(place)) ?? new Slot(place));
    }
    this.feed.replaceChildren(...this.slots.map((slot) => slot.node));
    this.ruler = new Ruler(this.feed, this.slots[0].node.clientWidth, this.hashtags);
    for (const slot of this.slots) if (slot.post) this.#show(slot, slot.post);
    this.update(this.state);
  }

  /** @param {Slot} slot */
  #refresh(slot) {
    if (!slot.post) return;
    const post = this.state.posts.get(slot.post.id);
    if (!post) slot.vacate();
    else if (post !== slot.post || this.#quoted(post) !== slot.quoted) this.#show(slot, post, !slot.isShown);
  }

  /** Pinned posts stand at the head of the columns, and stay. */
  #pin() {
    const heads = this.slots.filter((slot) => slot.start === 1).length;
    const pins = this.state.pins.filter((id) => this.state.posts.has(id)).slice(0, heads);
    for (const slot of this.slots) if (slot.pinned && !pins.includes(slot.id ?? "")) slot.pin(false);
    for (const id of pins) {
      const post = /** @type {Post} */ (this.state.posts.get(id));
      if (!this.slots.some((slot) => slot.pinned && slot.id === id)) this.#pinOne(post);
    }
  }

  /** @param {Post} post */
  #pinOne(post) {
    const head = /** @type {Slot | undefined} */ (pinSlotFor(this.slots, this.#need(post)));
    if (!head) return;
    const elsewhere = this.slots.find((slot) => slot.id === post.id);
    if (elsewhere && elsewhere !== head) elsewhere.vacate();
    this.#show(head, post);
    head.pin(true);
  }

  #enqueue() {
    const { posts } = this.state;
    const now = performance.now();
    for (const post of newestFirst(this.state).reverse()) {
      if (this.filled && !this.known.has(post.id)) {
        this.queue.set(post.id, now);
        preload(post);
      }
      this.known.add(post.id);
    }
    for (const id of this.known) if (!posts.has(id)) this.known.delete(id);
    for (const id of this.queue.keys()) {
      if (!posts.has(id) || this.#isUp(id) || this.queue.size > LONGEST_QUEUE) this.queue.delete(id);
    }
    this.filled = true;
  }

  /** Fills what is empty, lets one new card in if it is time, and sets the time to look again. */
  #turn() {
    clearTimeout(this.timer);
    if (!this.paused) {
      this.#fillEmpty();
      if (this.queue.size && performance.now() - this.lastChange >= PACE) this.#letOneIn();
      if (this.queue.size) this.timer = setTimeout(() => this.#turn(), PACE / 5);
    }
    this.tell();
  }

  #fillEmpty() {
    for (const suits of ROUNDS) {
      for (const slot of this.slots.filter(({ post }) => !post)) {
        const post = this.#rest().find((each) => suits(this.#need(each), slot.span));
        if (post) this.#show(slot, post, this.queue.delete(post.id));
      }
    }
  }

  /** What is not on the board, newest first. */
  #rest() {
    return newestFirst(this.state).filter(({ id }) => !this.#isUp(id) && !this.#isQuoted(id));
  }

  #letOneIn() {
    const now = performance.now();
    for (const [id, since] of this.queue) {
      const post = /** @type {Post} */ (this.state.posts.get(id));
      const slot = this.slots[slotFor(this.slots, { need: this.#need(post), waited: now - since }, now)];
      if (!slot) continue;
      this.queue.delete(id);
      this.lastChange = now;
      this.#replace(slot, post);
      return;
    }
  }

  /** The old card fades out, and then the new one enters. @param {Slot} slot @param {Post} post */
  #replace(slot, post) {
    slot.card?.classList.add("leaving");
    slot.reserve(post, this.#quoted(post));
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const enter = () => slot.post && slot.id === post.id && !slot.isShown && this.#show(slot, slot.post, true);
    setTimeout(enter, still ? 0 : LEAVING);
  }

  /** @param {Slot} slot @param {Post} post */
  #show(slot, post, isNew = false) {
    const quoted = this.#quoted(post);
    slot.show(makeCard(post, quoted, this.hashtags), post, quoted, isNew);
    this.tell();
  }

  /** @param {Post} post */
  #need(post) {
    return this.ruler?.need(post, this.#quoted(post)) ?? 6;
  }

  /** @param {Post} post */
  #quoted(post) {
    return post.quote_of ? this.state.posts.get(post.quote_of) : undefined;
  }

  /** @param {string} id */
  #isUp(id) {
    return this.slots.some((slot) => slot.id === id);
  }

  /** @param {string} id */
  #isQuoted(id) {
    return this.slots.some((slot) => slot.quoted?.id === id);
  }
}
