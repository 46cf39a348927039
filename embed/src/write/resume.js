/** On a later visit: show what still waits, and tell what was decided. */

import { button, el } from './kit.js';
import { fetchOwn, markWaiting, showOwn } from './own.js';

/** @typedef {import('../storage.js').OwnEntry} OwnEntry */
/** @typedef {import('../view.js').View} View */
/** @typedef {import('../wire.d.ts').Own} Own */

/** A comment as the thread would show it: what is not said of it is not so. @param {Own} own @param {string | null} parent */
function asComment(own, parent) {
  return /** @type {any} */ ({ ...own, parent, replies: 0, score: 0, kind: 'comment' });
}

/** @param {View} view @param {string} text @param {Own} own @param {() => void} done */
function tellDecision(view, text, own, done) {
  const body = el('div', 'body');
  // What was approved stands in the list.
  if (own.status !== 'approved') view.showHtml(body, own.html);
  const box = el(
    'div',
    'notice',
    el('p', 'strong', text),
    ...[...own.reasons, own.message].map((line) => line && el('p', { class: 'message', dir: 'auto' }, line)),
    body,
    button(view.words.say('understood'), () => {
      box.remove();
      done();
    }),
  );
  view.news.append(box);
  view.announce(text);
}

/** @param {View} view @param {Own} own @param {OwnEntry} entry */
function showWaiting(view, own, entry) {
  const known = view.tree.nodes.get(own.id);
  if (known?.waiting) return;
  const node = known ?? showOwn(view, asComment(own, entry.parent));
  if (!node) return;
  if (known) known.comment.html = own.html;
  markWaiting(view, node, known ? 'heldEdit' : 'held', own.usually);
}

/** @param {View} view @param {Own} own @param {OwnEntry} entry */
function showState(view, own, entry) {
  const { id, status } = own;
  view.own.set(id, { ...entry, until: own.edit_until });
  const isPublic = status === 'approved';
  const news = isPublic ? 'accepted' : status === 'deleted' ? 'removed' : 'refused';
  const forget = () => view.own.set(id, isPublic ? { ...entry, status } : null);
  if (status === 'pending') showWaiting(view, own, entry);
  else if (status !== entry.status) tellDecision(view, view.words.say(own.change ? 'notTaken' : news), own, forget);
}

/** @param {View} view @param {string} id @param {OwnEntry} entry */
async function resume(view, id, entry) {
  try {
    const own = await fetchOwn(view, id);
    if (!view.signal.aborted) showState(view, own, entry);
  } catch (failure) {
    if (/** @type {{ status?: number }} */ (failure).status === 404) view.own.set(id, null);
  }
}

/** @param {View} view */
export function resumeOwn(view) {
  const entries = Object.entries(view.own.all()).filter(([id, own]) => view.hasNews(id, own));
  return Promise.all(entries.map(([id, entry]) => resume(view, id, entry)));
}
