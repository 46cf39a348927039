/** Relative times, kept right by one timer for the whole page. */

import { el } from './dom.js';

const MINUTE = 60_000;
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

/** @param {string} when RFC 3339 @param {string} lang */
export function timeElement(when, lang) {
  const then = Date.parse(when);
  const title = new Intl.DateTimeFormat(lang, { dateStyle: 'full', timeStyle: 'short' }).format(then);
  return el('time', { datetime: when, title }, relative(then, Date.now(), lang));
}

/** @param {ParentNode} root @param {string} lang */
export function refreshTimes(root, lang) {
  for (const time of root.querySelectorAll('time'))
    time.textContent = relative(Date.parse(time.dateTime), Date.now(), lang);
}

/** @type {Set<() => void>} */
const listeners = new Set();
/** @type {ReturnType<typeof setInterval> | undefined} */
let timer;

/** Call back every minute until the returned function is called. @param {() => void} listener */
export function everyMinute(listener) {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const each of listeners) each();
  }, MINUTE);
  return () => {
    listeners.delete(listener);
    if (listeners.size) return;
    clearInterval(timer);
    timer = undefined;
  };
}
