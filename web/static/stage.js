// @ts-check
// What is on and what comes next, in the masthead of a wall: one line of the programme at a time, in turn.

import { part } from "./parts.js";

/**
 * @typedef {import("./wall-state.js").Session} Session
 * @typedef {import("./wall-state.js").RoomNow} RoomNow
 * @typedef {{where: string, title: string, who: string, late: string}} Line
 */

const LONG = 28; // letters of a title that needs two lines, and smaller ones
const TURN = 12_000; // ms; time to read a title from the last row, twice

/** Shows the lines in turn. */
export class Stage {
  /** @param {HTMLElement} box @param {import("./clock.js").VenueClock} clock @param {string} room whose wall it is; empty: all */
  constructor(box, clock, room) {
    this.box = box;
    this.clock = clock;
    this.room = room;
    this.turn = 0;
    /** @type {Line[]} */
    this.lines = [];
    setInterval(() => this.#show(this.turn + 1), TURN);
  }

  /** @param {RoomNow[]} rooms */
  update(rooms) {
    const shown = this.lines[this.turn]?.where;
    this.lines = lines(rooms, this.room, (at) => this.clock.since(new Date(at)));
    const same = this.lines.findIndex((line) => line.where === shown);
    this.#show(Math.max(0, same));
  }

  /** @param {number} turn */
  #show(turn) {
    this.turn = this.lines.length ? turn % this.lines.length : 0;
    const line = this.lines[this.turn];
    this.box.hidden = !line;
    if (line) tell(this.box, line);
  }
}

/** Says a line where its parts belong. @param {HTMLElement} box @param {Line} line */
export function tell(box, line) {
  for (const name of /** @type {const} */ (["where", "title", "who", "late"])) {
    const element = part(box, `.stage-${name}`);
    if (element.textContent !== line[name]) element.textContent = line[name];
  }
  part(box, ".stage-title").classList.toggle("long", line.title.length > LONG);
}

/**
 * The lines there are: of each room what is on, or else what comes next; of a single room both. Pure.
 * @param {RoomNow[]} rooms @param {string} room @param {(at: string) => string} time
 * @returns {Line[]}
 */
export function lines(rooms, room, time) {
  const mine = room ? rooms.filter((each) => each.room === room) : rooms;
  const alone = mine.length === 1;
  return mine.flatMap((each) => {
    const both = [each.now && onNow(each, each.now, time), each.next && upNext(each, each.next, time)];
    const told = both.filter((line) => line !== undefined);
    return alone ? told : told.slice(0, 1);
  });
}

/** "10 min late"; empty where it is on time. @param {number | undefined} minutes */
export function lateness(minutes) {
  if (!minutes) return "";
  return minutes > 0 ? `${minutes} min late` : `${-minutes} min early`;
}

/** @param {RoomNow} in_ @param {Session} session @param {(at: string) => string} time */
function onNow({ room, late }, { title, speakers, ends }, time) {
  const who = [`Until ${time(ends)}`, ...(speakers ?? [])].join(", ");
  return { where: room ? `Now in ${room}` : "Now", title, who, late: lateness(late) };
}

/** @param {RoomNow} in_ @param {Session} session @param {(at: string) => string} time */
function upNext({ room, late }, { title, speakers, starts }, time) {
  const who = [time(starts), ...(speakers ?? [])].join(", ");
  return { where: room ? `Next in ${room}` : "Next", title, who, late: lateness(late) };
}
