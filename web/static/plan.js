// @ts-check
// Where cards go. Pure. A column is so many modules high; a card takes 6, 9 or 12; what stands there never moves.

export const DWELL = 12_000; // ms a card stays at least
export const PACE = 2_500; // ms between two new cards
export const PATIENCE = 20_000; // ms a post waits before it takes a slot a size smaller or larger, and each size more

/**
 * @typedef {{column: number, start: number, span: number}} Place
 * @typedef {Place & {id: string | null, since: number, pinned: boolean}} Slot as far as planning goes
 */

/**
 * The spans of each column by the board's shape, as in wall.css. The invitation stands below or in the last column;
 * after the end, and where the rooms are told, a statement has the first column.
 */
const SHAPES = {
  phone: [[9, 6, 12, 9, 6, 12]],
  tall: [[9, 12, 6]],
  brief: [[6, 12, 6]],
  square: [[6, 12, 6], [12]],
  "square-end": [[], [12, 12]],
  wide: [[6, 12, 6], [9, 9, 6], [12]],
  "wide-rooms": [[], [9, 9, 6], [12]],
  "wide-end": [[], [9, 9, 6], [6, 12, 6]],
};

/** Every place on a board of that shape. @param {string} shape @returns {Place[]} */
export function places(shape) {
  const spans = SHAPES[/** @type {keyof SHAPES} */ (shape)] ?? SHAPES.tall;
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
 * How a board is filled, in rounds: with posts that ask for just a slot's size, then with smaller ones, then with any.
 * @type {((asked: number, span: number) => boolean)[]}
 */
export const ROUNDS = [(asked, span) => asked === span, (asked, span) => asked < span, () => true];

/**
 * The slot a pinned post takes: the head of a column, else another one, with just the room for it; else the roomiest.
 * @param {Slot[]} slots
 * @param {number} asked modules
 */
export function pinSlotFor(slots, asked) {
  const free = slots.filter((slot) => !slot.pinned).sort((a, b) => a.span - b.span);
  const roomy = free.filter((slot) => slot.span >= asked);
  return roomy.find((slot) => slot.start === 1) ?? roomy[0] ?? free.at(-1);
}

/** @param {number} span @param {number} asked @param {number} slack modules */
function fits(span, asked, slack) {
  return span >= asked - slack && span <= asked + 3 + slack;
}

/** @param {Slot} slot @param {number} asked */
function distance(slot, asked) {
  return Math.abs(slot.span - asked);
}
