/** Show the reader's own comments: at once, and while they wait for the team. */

import { el } from './kit.js';

/** @typedef {import('../tree.js').Node} Node */
/** @typedef {import('../view.js').View} View */
/** @typedef {import('../wire.d.ts').Own} Own */
/** @typedef {import('../wire.d.ts').Posted} Posted */

/** What only its author may know. Raises Failure. @param {View} view @param {string} id @returns {Promise<Own>} */
export function fetchOwn(view, id) {
  const token = view.own.get(id)?.token ?? '';
  return view.client.write('GET', `comments/${id}/own`, { token });
}

/**
 * Mark a comment, or a change of it, as waiting for the team.
 * @param {View} view @param {Node} node @param {'held' | 'heldEdit'} what @param {Posted['usually']} usually
 */
export function markWaiting(view, node, what, usually) {
  const { id } = node.comment;
  const href = `${view.client.base}own/${id}/${view.own.get(id)?.token}`;
  const link = el('a', { href, rel: 'noreferrer', referrerpolicy: 'no-referrer' }, view.words.say('private'));
  node.waiting = what === 'held';
  const time = usually ? `${view.words.say(usually)} ` : '';
  node.notice = el('p', 'notice', `${view.words.say(what)} ${time}`, link);
  view.redraw(node);
}

/** Where a new root stands: on top of the newest, below what is pinned. @param {View} view @param {Node} node */
function lift(view, node) {
  if (node.parent || view.setting.sort !== 'newest' || !node.item) return;
  const roots = [...view.tree.nodes.values()].filter(({ home, comment }) => !home && !comment.pinned);
  const items = new Set(roots.map(({ item }) => item));
  const first = [...view.list.children].find((item) => items.has(/** @type {HTMLElement} */ (item)));
  view.list.insertBefore(node.item, first ?? null);
}

/** Put an own comment into its place. @param {View} view @param {import('../wire.d.ts').Comment} comment */
export function showOwn(view, comment) {
  const [node] = view.add([comment], { early: true });
  if (!node) return null;
  if (node.parent) node.root.comment.replies++;
  lift(view, node);
  return node;
}

/** Keep the proof of what the server took; gives the state as its author may know it. @param {View} view @param {Posted} posted */
function keepProof(view, { comment: { id, parent }, status: answer, edit_token: token, edit_until: until }) {
  const status = answer === 'approved' ? answer : 'pending';
  view.own.set(id, { token, until, status, thread: view.page.thread.key, parent });
  return status;
}

/** The server took a new comment. @param {View} view @param {Posted} posted */
export function settlePost(view, posted) {
  const { comment, usually } = posted;
  const { id } = comment;
  const status = keepProof(view, posted);
  const isHeld = status === 'pending';
  const node = showOwn(view, comment);
  if (node && isHeld) markWaiting(view, node, 'held', usually);
  else if (node) view.showCount(view.page.thread.count + 1);
  view.reveal(id);
  view.announce(view.words.say(isHeld ? 'held' : 'posted'));
  view.emit('posted', { id, status });
}

/** The server took a change. @param {View} view @param {Node} node @param {Posted} posted */
export function settleEdit(view, node, posted) {
  const { comment, usually } = posted;
  const isHeld = keepProof(view, posted) === 'pending';
  Object.assign(node.comment, { html: comment.html, edited: comment.edited });
  if (isHeld) markWaiting(view, node, node.waiting ? 'held' : 'heldEdit', usually);
  else acceptOwn(view, node);
  view.reveal(comment.id);
  view.announce(view.words.say(isHeld ? 'held' : 'saved'));
}

/** It is public now. @param {View} view @param {Node} node */
export function acceptOwn(view, node) {
  if (node.waiting) view.showCount(view.page.thread.count + 1);
  node.waiting = false;
  node.notice = null;
  view.redraw(node);
}
