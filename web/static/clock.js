// @ts-check
// The venue's time: the hub's clock, in the event's zone. A rehearsal's time is the rehearsal's.

const MINUTE = 60_000;
const LONG_AGO = 6 * 24 * 60 * MINUTE;

/** Tells the time at the venue. */
export class VenueClock {
  /** @param {string} timezone */
  constructor(timezone) {
    const zone = { timeZone: timezone };
    this.offset = 0;
    this.hours = new Intl.DateTimeFormat("en-GB", { ...zone, hour: "2-digit", minute: "2-digit" });
    this.days = new Intl.DateTimeFormat("en-GB", { ...zone, weekday: "long", day: "numeric", month: "long" });
    this.shortDays = new Intl.DateTimeFormat("en-GB", { ...zone, weekday: "short", day: "numeric", month: "short" });
    this.dates = new Intl.DateTimeFormat("en-GB", { ...zone, day: "numeric", month: "short" });
    this.weekdays = new Intl.DateTimeFormat("en-GB", { ...zone, weekday: "short" });
  }

  /** Takes the hub's time over. @param {string} now */
  sync(now) {
    this.offset = Date.parse(now) - Date.now();
  }

  now() {
    return new Date(Date.now() + this.offset);
  }

  /** "14:47" @param {Date} at */
  time(at) {
    return this.hours.format(at);
  }

  /** "Wednesday 10 June", or "Wed 10 Jun" where room is short. @param {Date} at @param {boolean} [short] */
  day(at, short = false) {
    return (short ? this.shortDays : this.days).format(at).replace(",", "");
  }

  /** "Wed 14:47" @param {Date} at */
  weekday(at) {
    return `${this.weekdays.format(at)} ${this.time(at)}`;
  }

  /** "now", "3 min", "14:47", or "Tue 14:47" where it was another day. @param {Date} at */
  ago(at) {
    const now = this.now();
    const minutes = Math.floor((now.getTime() - at.getTime()) / MINUTE);
    if (minutes < 1) return "now";
    if (minutes < 60) return `${minutes} min`;
    return this.since(at);
  }

  /** "14:47", or "Tue 14:47" where it was another day, "2 Jun 14:47" where it was another week. @param {Date} at */
  since(at) {
    const now = this.now();
    if (this.day(at) === this.day(now)) return this.time(at);
    const near = Math.abs(now.getTime() - at.getTime()) < LONG_AGO;
    return `${(near ? this.weekdays : this.dates).format(at)} ${this.time(at)}`;
  }
}
