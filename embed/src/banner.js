/** What the team tells of a thread or of one conversation in it: closed, slow, or read first; why, and until when. */

import { el, safeUrl } from './dom.js';
import { bodyOf } from './html.js';
import { fullTime } from './times.js';

/** @typedef {import('./view.js').View} View */
/**
 * @typedef {object} Told
 * @property {string | null} note_html
 * @property {string | null} until RFC 3339
 * @property {string | null} [successor] address
 */

/** @param {View} view @param {string} text @param {string} kind @param {Told} told */
export function buildBanner(view, text, kind, { note_html, until, successor }) {
  const href = safeUrl(successor);
  return el(
    'div',
    `notice ${kind}`,
    el('p', 'strong', text),
    note_html && bodyOf(note_html),
    until && el('p', '', view.words.say('until', fullTime(until, view.words.lang))),
    href && el('p', '', el('a', { href }, view.words.say('successor'))),
  );
}

/** What holds for a while on the whole thread, or on the branch of a root. @param {View} view @param {string | null} branch */
export function buildNotices(view, branch) {
  const there = view.page.thread.notices.filter(({ root }) => root === branch);
  return there.map((notice) => {
    const { kind, pace } = notice;
    const text = view.words.say(branch && kind === 'closed' ? 'branch' : kind, (pace ?? 0) / 60);
    return buildBanner(view, text, kind, notice);
  });
}
