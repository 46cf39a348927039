/** Relative times, kept right by a timer of their thread. */

import { el } from './dom.js';

export const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
/** @type {[number, Intl.RelativeTimeFormatUnit][]} */
const UNITS = [
  [DAY, 'day'],
  [60 * MINUTE, 'hour'],
  [MINUTE, 'minute'],
];

/**
 * `3 hours ago`; after 30 days the date.
 * @param {number} then @param {number} now milliseconds @param {string} lang
 */
export function relative(then, now, lang) {
  const age = now - then;
  if (age > 30 * DAY) return new Intl.DateTimeFormat(lang, { dateStyle: 'medium' }).format(then);
  const format = new Intl.RelativeTimeFormat(lang, { numeric: 'auto' });
  const [size, unit] = UNITS.find(([size]) => age >= size) ?? [MINUTE, 'minute'];
  // A clock that is behind the service's must not say "in 2 minutes".
  return age < MINUTE ? format.format(0, 'second') : format.format(-Math.floor(age / size), unit);
}

/** Day and time of day, where the reader is. @param {string} when RFC 3339 @param {string} lang */
export function fullTime(when, lang) {
  return new Intl.DateTimeFormat(lang, { dateStyle: 'full', timeStyle: 'short' }).format(Date.parse(when));
}

/** @param {string} when RFC 3339 @param {string} lang */
export function timeElement(when, lang) {
  return el('time', { datetime: when, title: fullTime(when, lang) }, relative(Date.parse(when), Date.now(), lang));
}

/** @param {ParentNode} root @param {string} lang */
export function refreshTimes(root, lang) {
  for (const time of root.querySelectorAll('time'))
    time.textContent = relative(Date.parse(time.dateTime), Date.now(), lang);
}
