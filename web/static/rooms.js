// @ts-check
// What is on or comes next in every room, for a wall that nobody writes on: in a break, or when it has fallen quiet.

import { clone, part } from "./parts.js";
import { lines, tell } from "./stage.js";

/** @typedef {import("./wall-state.js").RoomNow} RoomNow */

const MOST = 5; // rooms that can be read from the last row
const QUIET = 30 * 60_000; // ms after the last post

/** The rooms, one below the other. */
export class Rooms {
  /** @param {HTMLElement} box @param {import("./clock.js").VenueClock} clock @param {string} room whose wall it is; empty: all */
  constructor(box, clock, room) {
    this.box = box;
    this.clock = clock;
    this.room = room;
  }

  /** Shows them where it is time to, and says whether that has changed. @param {RoomNow[]} rooms @param {string} [last] post */
  update(rooms, last) {
    const before = this.box.hidden;
    const quiet = !last || this.clock.now().getTime() - Date.parse(last) > QUIET;
    this.box.hidden = Boolean(this.room) || rooms.length < 2 || !(quiet || isBreak(rooms));
    if (!this.box.hidden) this.#fill(rooms);
    return this.box.hidden !== before;
  }

  /** @param {RoomNow[]} rooms */
  #fill(rooms) {
    const told = lines(soonest(rooms), "", (at) => this.clock.since(new Date(at)));
    const shown = told.length > MOST ? told.slice(0, MOST - 1) : told;
    part(this.box, "h2").textContent = isBreak(rooms) ? "Coming up" : "Now and next";
    part(this.box, "ol").replaceChildren(...shown.map(row));
    part(this.box, ".more-rooms").textContent = shown.length < told.length ? `And in ${told.length - shown.length} more rooms` : "";
  }
}

/** Whether nothing is on anywhere, and something is to come. Pure. @param {RoomNow[]} rooms */
export function isBreak(rooms) {
  return rooms.length > 0 && rooms.every((room) => !room.now);
}

/** What begins first stands first; rooms that begin together keep the programme's order. Pure. @param {RoomNow[]} rooms */
export function soonest(rooms) {
  return [...rooms].sort((a, b) => begins(a) - begins(b));
}

/** @param {RoomNow} room */
function begins({ now, next }) {
  return Date.parse((now ?? next)?.starts ?? "");
}

/** @param {import("./stage.js").Line} line */
function row(line) {
  const item = clone("room");
  tell(item, line);
  return item;
}
