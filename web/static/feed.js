// @ts-check
// The list of posts on the follow page. What a reader has in sight does not move: new posts wait until they are called.

import { makeArticle, mark } from "./article.js";

/**
 * @typedef {import("./wall-state.js").Article} Article
 * @typedef {import("./article.js").Beside} Beside
 */

const TOP = 80; // px; who has scrolled less has not begun to read

/** Shows posts in their order. */
export class Feed {
  /** @param {HTMLElement} list @param {HTMLButtonElement} call @param {import("./article.js").Page} page */
  constructor(list, call, page) {
    this.list = list;
    this.call = call;
    this.page = page;
    /** @type {Article[]} */
    this.posts = [];
    /** @type {(post: Article) => Beside} */
    this.beside = () => ({});
    call.addEventListener("click", () => this.#open());
    list.addEventListener("keydown", (event) => this.#step(event));
  }

  /** @param {Article[]} posts newest first @param {(post: Article) => Beside} beside */
  update(posts, beside) {
    [this.posts, this.beside] = [posts, beside];
    this.#show(this.#isRead() ? this.#known() : posts);
  }

  /** Takes a post away at once. @param {string} id */
  remove(id) {
    this.#articles().get(id)?.remove();
  }

  /** The posts that stand here already, and those below all of them: only what is new on top has to wait. */
  #known() {
    const standing = this.#articles();
    const lowest = this.posts.findLastIndex((post) => standing.has(post.id));
    return this.posts.filter((post, index) => standing.has(post.id) || index > lowest);
  }

  #isRead() {
    return this.list.childElementCount > 0 && (scrollY > TOP || this.list.contains(document.activeElement));
  }

  /** @param {Article[]} posts */
  #show(posts) {
    const standing = this.#articles();
    const wanted = new Set(posts.map((post) => post.id));
    for (const [id, node] of standing) if (!wanted.has(id)) node.remove();
    let next = this.list.firstElementChild;
    for (const post of posts) {
      const before = standing.get(post.id);
      const isInPlace = before !== undefined && before === next;
      const node = this.#article(post, before);
      if (isInPlace) next = node.nextElementSibling;
      else this.list.insertBefore(node, next);
    }
    this.#callFor(this.posts.length - posts.length);
  }

  /** The post's element: the one that stands, unless anything in it has changed. @param {Article} post @param {HTMLElement | undefined} standing */
  #article(post, standing) {
    const beside = this.beside(post);
    if (standing?.dataset.mark === mark(post, beside)) return standing;
    const made = makeArticle(post, beside, this.page);
    const wasOpen = standing?.querySelector("details")?.open;
    if (wasOpen) made.querySelector("details")?.setAttribute("open", "");
    const hadFocus = standing?.contains(document.activeElement);
    standing?.replaceWith(made);
    if (hadFocus) made.focus({ preventScroll: true });
    return made;
  }

  /** @param {number} waiting */
  #callFor(waiting) {
    this.call.hidden = waiting <= 0;
    const words = waiting === 1 ? "1 new post" : `${waiting} new posts`;
    if (this.call.textContent !== words) this.call.textContent = words;
  }

  #open() {
    this.#show(this.posts);
    scrollTo({ top: 0, behavior: "instant" });
    /** @type {HTMLElement | null} */ (this.list.firstElementChild)?.focus({ preventScroll: true });
  }

  /** Page up and down go from post to post, as in any feed (WAI-ARIA, feed pattern). @param {KeyboardEvent} event */
  #step(event) {
    if (event.key !== "PageDown" && event.key !== "PageUp") return;
    const article = /** @type {Element} */ (event.target).closest(".post");
    const next = event.key === "PageDown" ? article?.nextElementSibling : article?.previousElementSibling;
    if (!(next instanceof HTMLElement)) return;
    event.preventDefault();
    next.focus();
  }

  #articles() {
    const nodes = /** @type {NodeListOf<HTMLElement>} */ (this.list.querySelectorAll(":scope > .post"));
    return new Map([...nodes].map((node) => [node.dataset.id ?? "", node]));
  }
}
