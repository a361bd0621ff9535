// @ts-check
// One place on the board, and the card that stands in it.

import { fit } from "./card.js";
import { wake } from "./extras.js";

const NEW_FOR = 20_000; // ms the mark of a new card takes to fade, as in card.css

/** @typedef {import("./wall-state.js").Post} Post */

/** A place whose card may change, and which never moves. */
export class Slot {
  /** @param {import("./plan.js").Place} place */
  constructor({ column, start, span }) {
    [this.column, this.start, this.span] = [column, start, span];
    this.node = document.createElement("div");
    this.node.className = start === 1 ? "slot top" : "slot";
    Object.assign(this.node.dataset, { span, column });
    this.node.style.gridColumn = String(column);
    this.node.style.gridRow = `${start} / span ${span}`;
    this.pinned = false;
    this.since = 0;
    /** @type {Post | null} */
    this.post = null;
    /** @type {Post | undefined} */
    this.quoted = undefined;
  }

  /** Whether this is that place. @param {import("./plan.js").Place} place */
  isAt({ column, start, span }) {
    return this.column === column && this.start === start && this.span === span;
  }

  /** The id of the post that stands here, or is about to. */
  get id() {
    return this.post?.id ?? null;
  }

  get card() {
    return this.node.firstElementChild;
  }

  /** Whether the post's own card stands here already, and not yet its predecessor's. */
  get isShown() {
    return this.post !== null && this.card?.getAttribute("data-id") === this.post.id;
  }

  /** Holds the place for a post whose card is to follow. @param {Post} post @param {Post | undefined} quoted */
  reserve(post, quoted) {
    [this.post, this.quoted, this.since] = [post, quoted, performance.now()];
  }

  /**
   * Puts a card here; an edit keeps the time its post has been up, and its mark.
   * @param {HTMLElement} card @param {Post} post @param {Post | undefined} quoted @param {boolean} isNew
   */
  show(card, post, quoted, isNew) {
    if (this.isShown && this.id === post.id) [this.post, this.quoted] = [post, quoted];
    else {
      this.reserve(post, quoted);
      this.node.classList.toggle("new", isNew);
      if (isNew) this.#markNew(card);
    }
    this.node.replaceChildren(card);
    fit(card);
    wake(card);
  }

  vacate() {
    this.node.replaceChildren();
    this.node.classList.remove("new");
    this.pin(false);
    [this.post, this.quoted, this.since] = [null, undefined, 0];
  }

  /** @param {boolean} pinned */
  pin(pinned) {
    this.pinned = pinned;
    this.node.classList.toggle("pinned", pinned);
  }

  /** @param {HTMLElement} card */
  #markNew(card) {
    const since = this.since;
    card.classList.add("entering");
    setTimeout(() => this.since === since && this.node.classList.remove("new"), NEW_FOR);
  }
}
