// @ts-check
// The strip of hours: says which one the handle stands at. To go there is the form's own business.

const HOUR = 3_600_000; // ms

/** @param {HTMLFormElement | null} form @param {import("./clock.js").VenueClock} clock */
export function watchHours(form, clock) {
  const range = form?.querySelector("input");
  if (!form || !range) return;
  range.addEventListener("input", () => {
    const at = new Date(Date.parse(form.dataset.origin ?? "") + range.valueAsNumber * HOUR);
    range.ariaValueText = clock.weekday(at);
    /** @type {HTMLOutputElement} */ (form.querySelector("output")).value = clock.weekday(at);
    form.querySelectorAll("rect").forEach((bar, hour) => {
      bar.classList.toggle("later", Number(range.min) + hour > range.valueAsNumber);
    });
  });
}
