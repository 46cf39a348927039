/** What stands in place of the form while a thread is closed. */

import { el, safeUrl } from './dom.js';
import { showHtml } from './html.js';

/** @typedef {import('./view.js').View} View */

/** @param {View} view @param {string} until RFC 3339 */
function untilLine(view, until) {
  const [before, after] = view.words.say('until', '\0').split('\0');
  const date = new Intl.DateTimeFormat(view.words.lang, { dateStyle: 'long' }).format(Date.parse(until));
  return el('p', '', before, date, after);
}

/** @param {View} view @param {string} successor address or page key */
function successorLine(view, successor) {
  const href = safeUrl(successor) ?? (successor.startsWith('/') ? new URL(successor, view.place.url).href : null);
  return href && el('p', '', el('a', { href }, view.words.say('successor')));
}

/** @param {View} view @param {import('./wire.d.ts').Closed | null} closed */
export function buildBanner(view, closed) {
  const note = el('div', 'body');
  showHtml(note, closed?.note_html ?? '');
  return el(
    'div',
    'closed',
    el('p', 'strong', view.words.say(closed?.scope === 'roots' ? 'closedRoots' : 'closed')),
    closed?.note_html && note,
    closed?.until && untilLine(view, closed.until),
    closed?.successor && successorLine(view, closed.successor),
  );
}
