/** Keep the list on screen: put comments in their places, and fetch more of them. */

import { buildItem } from './comment.js';
import { button, el } from './dom.js';
import { compareIds } from './tree.js';

/** @typedef {import('./tree.js').Node} Node */
/** @typedef {import('./view.js').View} View */
/** @typedef {import('./wire.d.ts').Comment} Comment */

/** @param {Element | null} item @param {Node} node */
function isLater(item, node) {
  return item && compareIds(/** @type {HTMLElement} */ (item).dataset.id ?? '', node.comment.id) > 0;
}

/** Insert a reply among its siblings, which stand in order of id. @param {View} view @param {Node} home @param {Node} node */
function insertReply(view, home, node) {
  if (!home.list) {
    home.list = el('ol', 'list replies');
    home.item?.insertBefore(home.list, home.rest ?? null);
  }
  const item = node.item ?? buildItem(view, node);
  item.dataset.id = node.comment.id;
  /** @type {Element | null} */
  let later = null;
  for (let at = home.list.lastElementChild; isLater(at, node); at = at?.previousElementSibling ?? null) later = at;
  home.list.insertBefore(item, later);
}

/** @param {View} view @param {Node} node */
function insert(view, node) {
  if (node.home) insertReply(view, node.home, node);
  else view.list.append(node.item ?? buildItem(view, node));
}

/** Something known came again: what was shown early takes the place its page gives it. @param {View} view @param {Comment} comment @param {boolean} early */
function meetAgain(view, comment, early) {
  const node = view.tree.nodes.get(comment.id);
  if (!node?.early || early) return;
  node.early = false;
  if (node.parent) return;
  node.comment.more = comment.more;
  node.comment.replies = comment.replies;
  insert(view, node);
  showRest(view, node);
}

/**
 * Take in comments in the order of the service; whatever is shown already stays. Gives the new nodes.
 * @param {View} view
 * @param {Comment[]} comments
 * @param {{ early?: boolean, around?: Node | null }} [how] `around`: where replies of unknown parents belong
 */
export function addComments(view, comments, { early = false, around = null } = {}) {
  /** @type {Node[]} */
  const added = [];
  for (const comment of comments) {
    const node = view.tree.add(comment, around);
    if (node) {
      node.early = early;
      insert(view, node);
      added.push(node);
    } else meetAgain(view, comment, early);
    around = view.tree.nodes.get(comment.id)?.root ?? around;
  }
  for (const root of new Set(added.map((node) => node.root))) showRest(view, root);
  return added;
}

/** Show, update or remove the button for more replies of a root. @param {View} view @param {Node} root */
function showRest(view, root) {
  root.rest?.remove();
  const { more, replies } = root.comment;
  if (!more) return;
  const left = replies - root.shown;
  const text = left > 0 ? view.words.say('moreReplies', left) : view.words.say('more');
  const rest = button(text, () => loadMore(view, rest, more, root), 'button more');
  root.rest = rest;
  root.item?.append(rest);
}

/** Show, update or remove the button for more roots. @param {View} view */
export function showNext(view) {
  const { next } = view.page;
  view.foot.replaceChildren();
  if (!next) return;
  const more = button(view.words.say('more'), () => loadMore(view, more, next, null), 'button more');
  view.foot.append(more);
}

/** @param {View} view @param {import('./wire.d.ts').Page} page @param {Node | null} root */
function takePage(view, page, root) {
  if (root) root.comment.more = page.next;
  else view.page.next = page.next;
  const added = addComments(view, page.comments, { around: root });
  if (root) showRest(view, root);
  else showNext(view);
  added[0]?.card?.focus();
}

/**
 * Fetch what a cursor points to; a failure leaves the button for another try.
 * @param {View} view @param {HTMLElement} more @param {string} cursor @param {Node | null} root
 */
async function loadMore(view, more, cursor, root) {
  if (more.hasAttribute('aria-busy')) return;
  more.setAttribute('aria-busy', 'true');
  try {
    takePage(view, await view.readPage(cursor), root);
  } catch (failure) {
    more.removeAttribute('aria-busy');
    if (!view.signal.aborted) view.tell(root, view.explain(failure));
  }
}
