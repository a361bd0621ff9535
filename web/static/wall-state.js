// @ts-check
// What the wall knows: frames in, state out. Pure; docs/wire.md tells the frames.

/**
 * @typedef {{type: "text" | "link" | "mention" | "hashtag", text: string, url?: string, tag?: string}} Segment
 * @typedef {{title: string, domain: string, url: string, image?: string}} Preview
 * @typedef {{kind: string, src: string, alt?: string, width?: number, height?: number, focus?: [number, number]}} Medium
 * @typedef {{name: string, handle: string, initials: string, avatar?: string, speaker?: boolean}} Author
 * @typedef {{id: string, title: string, starts: string, ends: string, room?: string, speakers?: string[]}} Session
 * @typedef {{room: string, late?: number, now?: Session, next?: Session}} RoomNow
 * @typedef {{id: string, network: string, url: string, author: Author, created_at: string, edited_at?: string,
 *   body?: Segment[], networks?: string[], language?: string, warning?: string, media?: Medium[],
 *   poll?: {text: string, percent: number}[], preview?: Preview, quote_of?: string,
 *   session?: {id: string, title: string}}} Post
 * @typedef {Post & {key: string, mark: string, reply_to?: string, spoken?: string,
 *   person?: string, kept_back?: string[]}} Article
 * @typedef {{state: "live" | "stale", since?: string, trouble?: string}} Health
 * @typedef {Health & {source: string, since: string, seen: number, degraded?: string, network: string,
 *   places: string}} SourceHealth
 * @typedef {{wall: Health, sources: SourceHealth[], numbers: {posts: number, people: number}}} Coverage
 * @typedef {{name: string, hashtags: string[], timezone: string}} Event
 * @typedef {{event: Event | null, posts: Map<string, Post>, pins: string[], coverage: Coverage | null,
 *   closing: string, rooms: RoomNow[]}} State
 */

export const KEPT = 150; // posts; more than any screen can show before newer ones come

/** @type {State} */
export const NOTHING = { event: null, posts: new Map(), pins: [], coverage: null, closing: "", rooms: [] };

/**
 * The state after a frame. A frame of an unknown kind changes nothing, and one that comes twice changes nothing more.
 * @param {State} state
 * @param {any} frame
 * @returns {State}
 */
export function reduce(state, frame) {
  return reduceWithin(state, frame, KEPT);
}

/** The same, of so many posts at most. @param {State} state @param {any} frame @param {number} kept @returns {State} */
export function reduceWithin(state, frame, kept) {
  switch (frame.frame) {
    case "snapshot": {
      const { event, pins, coverage, closing, rooms } = frame;
      const posts = new Map(frame.posts.map((/** @type {Post} */ post) => [post.id, post]));
      return { event, pins, coverage, closing, rooms: rooms ?? [], posts };
    }
    case "put":
      return { ...state, posts: bounded(new Map(state.posts).set(frame.post.id, frame.post), state.pins, kept) };
    case "drop":
      return { ...state, posts: without(state.posts, frame.id), pins: state.pins.filter((id) => id !== frame.id) };
    case "pin":
      return { ...state, pins: frame.pins };
    case "coverage":
      return { ...state, coverage: frame.coverage };
    case "programme":
      return { ...state, rooms: frame.rooms };
    case "closing":
      return { ...state, closing: frame.summary };
    default:
      return state;
  }
}

/**
 * Posts, newest first.
 * @param {State} state
 * @returns {Post[]}
 */
export function newestFirst(state) {
  return [...state.posts.values()].sort((a, b) => Date.parse(b.created_at) - Date.parse(a.created_at));
}

/** @param {Map<string, Post>} posts @param {string} id */
function without(posts, id) {
  const rest = new Map(posts);
  rest.delete(id);
  return rest;
}

/**
 * Lets the oldest go, unless it is pinned or quoted.
 * @param {Map<string, Post>} posts @param {string[]} pins @param {number} kept
 */
function bounded(posts, pins, kept) {
  if (posts.size <= kept) return posts;
  const needed = new Set([...pins, ...[...posts.values()].map((post) => post.quote_of)]);
  let oldest = null;
  for (const post of posts.values()) {
    if (!needed.has(post.id) && (!oldest || Date.parse(post.created_at) < Date.parse(oldest.created_at))) oldest = post;
  }
  return oldest ? without(posts, oldest.id) : posts;
}
