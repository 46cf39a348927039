/** Delete one's own comment, asked back in its place. */

import { button, el, save } from './kit.js';
import { closeBelow } from './open.js';

/** @typedef {import('../tree.js').Node} Node */
/** @typedef {import('../view.js').View} View */

/** @param {View} view @param {Node} node */
function hasReplies(view, node) {
  return node.comment.replies || [...view.tree.nodes.values()].some(({ parent }) => parent === node);
}

/** Take it off the screen; a tombstone stays where answers stand below it. @param {View} view @param {Node} node */
function removeNode(view, node) {
  const { comment } = node;
  const { id } = comment;
  if (!node.waiting) view.showCount(Math.max(0, view.page.thread.count - 1));
  if (node.parent) node.root.comment.replies--;
  if (node.parent) node.root.shown--;
  if (!hasReplies(view, node)) {
    view.tree.nodes.delete(id);
    return node.item?.remove();
  }
  Object.assign(node, { notice: null, waiting: false, comment: { ...comment, deleted: true } });
  node.below?.replaceChildren();
  view.redraw(node);
}

/** @param {View} view @param {Node} node */
async function deleteOwn(view, node) {
  const { id } = node.comment;
  const token = view.own.get(id)?.token ?? '';
  try {
    await view.client.write('DELETE', `comments/${id}`, { token });
  } catch (failure) {
    if (/** @type {{ status?: number }} */ (failure).status !== 404) return view.tell(node, view.explain(failure));
  }
  view.own.set(id, null);
  save(`draft:${view.client.site}:${view.place.key}:edit:${id}`, null);
  removeNode(view, node);
  view.title.focus();
  view.announce(view.words.say('deleted'));
}

/** @param {View} view @param {Node} node */
export function openDelete(view, node) {
  const { words } = view;
  const yes = button(words.say('delete'), () => deleteOwn(view, node));
  const no = button(words.say('keep'), () => closeBelow(view, node, 'delete'));
  const row = el('p', 'row', yes, no);
  const box = el('div', { class: 'form', role: 'group' }, el('p', 'strong', words.say('sure')), row);
  node.below?.replaceChildren(box);
  no.focus();
}
