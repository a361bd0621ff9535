// @ts-check
// Where cards go. Pure. A column has 24 modules; a card takes 6, 9 or 12 of them; what stands there never moves.

export const DWELL = 12_000; // ms a card stays at least
export const PACE = 2_500; // ms between two new cards
export const PATIENCE = 20_000; // ms a post waits before it takes a slot a size smaller or larger, and each size more

/**
 * @typedef {{column: number, start: number, span: number}} Place
 * @typedef {Place & {id: string | null, since: number, pinned: boolean}} Slot as far as planning goes
 */

/** The spans of each column; the last one ends in the invitation unless it is the only one. */
const COLUMNS = {
  1: [[12, 6, 6]],
  2: [[6, 12, 6], [12]],
  3: [[6, 12, 6], [9, 9, 6], [12]],
};

/** Every place on a board of so many columns. @param {number} columns @returns {Place[]} */
export function places(columns) {
  const spans = COLUMNS[/** @type {1 | 2 | 3} */ (columns)] ?? COLUMNS[1];
  return spans.flatMap((column, index) => {
    let start = 1;
    return column.map((span) => {
      const place = { column: index + 1, start, span };
      start += span;
      return place;
    });
  });
}

/** @typedef {"" | "quote" | "pictures" | "poll" | "preview"} More what stands below a post's words */

/** The modules a post asks for. @param {number} lines of its text @param {More} more */
export function need(lines, more) {
  if (more === "pictures" || more === "poll") return 12;
  if (more) return lines <= 2 ? 9 : 12;
  if (lines <= 2) return 6;
  return lines <= 4 ? 9 : 12;
}

/** The largest span there is on a board. @param {Place[]} board */
export function largest(board) {
  return Math.max(...board.map((place) => place.span));
}

/**
 * The slot a new post takes: an empty one, else the one whose card has been up longest, of the size it asks for.
 * The longer it waits, the less choosy it is. -1 where it must wait.
 * @param {Slot[]} slots
 * @param {{need: number, waited: number}} post
 * @param {number} now
 */
export function slotFor(slots, post, now) {
  const asked = Math.min(post.need, largest(slots));
  const ready = slots
    .map((slot, index) => ({ slot, index }))
    .filter(({ slot }) => !slot.pinned && (slot.id === null || now - slot.since >= DWELL))
    .filter(({ slot }) => fits(slot.span, asked, 3 * Math.floor(post.waited / PATIENCE)));
  ready.sort((a, b) => a.slot.since - b.slot.since || distance(a.slot, asked) - distance(b.slot, asked));
  return ready[0]?.index ?? -1;
}

/**
 * The post an empty slot takes, of those given newest first: one of its size, else a smaller one, else any.
 * @param {{need: number}[]} posts
 * @param {number} span
 */
export function postFor(posts, span) {
  const exact = posts.findIndex((post) => post.need === span);
  const smaller = exact < 0 ? posts.findIndex((post) => post.need < span) : exact;
  return smaller < 0 ? Math.min(0, posts.length - 1) : smaller;
}

/**
 * The slot a pinned post takes: the first free head of a column with room for it, else the roomiest.
 * @param {Slot[]} slots
 * @param {number} asked modules
 */
export function pinSlotFor(slots, asked) {
  const heads = slots.filter((slot) => slot.start === 1 && !slot.pinned);
  return heads.find((slot) => slot.span >= asked) ?? heads.sort((a, b) => b.span - a.span)[0];
}

/** @param {number} span @param {number} asked @param {number} slack modules */
function fits(span, asked, slack) {
  return span >= asked - slack && span <= asked + 3 + slack;
}

/** @param {Slot} slot @param {number} asked */
function distance(slot, asked) {
  return Math.abs(slot.span - asked);
}
