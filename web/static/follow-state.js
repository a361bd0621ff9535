// @ts-check
// What the follow page knows: the wall's state with articles, and how far back it is whole. Pure.

import { NOTHING as NO_WALL, newestFirst, reduceWithin } from "./wall-state.js";

/**
 * @typedef {import("./wall-state.js").Article} Article
 * @typedef {Omit<import("./wall-state.js").State, "posts"> & {posts: Map<string, Article>, older: string,
 *   gone: Set<string>}} State
 * `older`: where posts that are not here begin, empty where all are here; `gone`: what was dropped, lest an older
 * answer brings it back.
 * @typedef {{language: string, network: string, session: string}} Wanted
 */

export const KEPT = 2_000; // posts on one page

/** @type {State} */
export const NOTHING = { ...NO_WALL, posts: new Map(), older: "", gone: new Set() };

/**
 * The state after a frame, or after a `page` of older posts, which bows to whatever frames have told.
 * @param {State} state
 * @param {any} frame
 * @returns {State}
 */
export function reduce(state, frame) {
  if (frame.frame === "page") return withPage(state, frame);
  const next = /** @type {State} */ (reduceWithin(/** @type {any} */ (state), frame, KEPT));
  switch (frame.frame) {
    case "snapshot":
      return { ...next, older: frame.older, gone: new Set() };
    case "put":
      return { ...next, older: trimmed(state, next), gone: without(state.gone, frame.post.id) };
    case "drop":
      return { ...next, older: state.older, gone: new Set(state.gone).add(frame.id) };
    default:
      return { ...next, older: state.older, gone: state.gone };
  }
}

/** When a place in the feed was: the moment its word begins with. @param {string} word */
export function moment(word) {
  return word ? Number.parseFloat(word) * 1000 : -Infinity;
}

/**
 * The posts to show, newest first: those that are wanted, of the time that the page is whole for.
 * @param {State} state
 * @param {Wanted} wanted
 * @param {string} before the place it begins at, empty for now
 */
export function shown(state, wanted, before) {
  const floor = Math.floor(moment(state.older));
  const ceiling = before ? moment(before) : Infinity;
  const all = /** @type {Article[]} */ (newestFirst(/** @type {any} */ (state)));
  return all.filter((post) => {
    const at = Date.parse(post.created_at);
    return at >= floor && at < ceiling && isWanted(post, wanted);
  });
}

/** @param {Article} post @param {Wanted} wanted */
function isWanted(post, { language, network, session }) {
  if (session && post.session?.id !== session) return false;
  const main = (post.language ?? "").split("-")[0].toLowerCase();
  return (!language || main === language) && (!network || (post.networks ?? [post.network]).includes(network));
}

/** @param {State} state @param {{posts: Article[], older: string}} page */
function withPage(state, { posts, older }) {
  const fresh = posts.filter(({ id }) => !state.posts.has(id) && !state.gone.has(id));
  return { ...state, older, posts: new Map([...state.posts, ...fresh.map((post) => /** @type {const} */ ([post.id, post]))]) };
}

/** Where the page ends now: higher up, if its oldest post had to go. @param {State} before @param {State} after */
function trimmed(before, after) {
  const lost = [...before.posts.values()].filter(({ id }) => !after.posts.has(id));
  const highest = Math.max(...lost.map((post) => Date.parse(post.created_at) + 1));
  return highest > moment(before.older) ? `${highest / 1000}-` : before.older;
}

/** @param {Set<string>} ids @param {string} id */
function without(ids, id) {
  if (!ids.has(id)) return ids;
  const rest = new Set(ids);
  rest.delete(id);
  return rest;
}
