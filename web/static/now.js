// @ts-check
// What is on and what comes next, at the head of the follow page.

import { sessionAddress } from "./article.js";
import { span } from "./parts.js";
import { lateness } from "./stage.js";

/** @typedef {import("./wall-state.js").RoomNow} RoomNow */

/**
 * @param {HTMLElement} box @param {{rooms: RoomNow[], closing: string}} state @param {string} base
 * @param {import("./clock.js").VenueClock} clock
 */
export function showNow(box, { rooms, closing }, base, clock) {
  box.hidden = !rooms.length || Boolean(closing);
  box.querySelector("ul")?.replaceChildren(...rooms.map((each) => line(each, base, clock)));
}

/** @param {RoomNow} each @param {string} base @param {import("./clock.js").VenueClock} clock */
function line({ room, late, now, next }, base, clock) {
  const item = document.createElement("li");
  const session = now ?? next;
  if (!session) return item;
  const when = now ? "" : `, ${clock.since(new Date(session.starts))}`;
  item.append(span("stage-where", `${now ? "Now" : "Next"}${room && ` in ${room}`}${when}`), " ");
  if (late) item.append(span("stage-late", lateness(late)), " ");
  const link = document.createElement("a");
  Object.assign(link, { className: "stage-title", href: sessionAddress(base, session.id), dir: "auto" });
  link.textContent = session.title;
  item.append(link);
  return item;
}
