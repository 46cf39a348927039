/** Follow `#comment-ID`. */

/** @typedef {import('./view.js').View} View */

/** The comment an address points to. @param {string} hash @returns {string | null} */
export function idIn(hash) {
  return /^#comment-(\d{1,19})$/.exec(hash)?.[1] ?? null;
}

/** Scroll to a comment, mark it, and move the focus there; false if it is not shown. @param {View} view @param {string} id */
export function highlight(view, id) {
  const card = view.tree.nodes.get(id)?.card;
  if (!card) return false;
  view.root.querySelector('.target')?.classList.remove('target');
  card.classList.add('target');
  card.scrollIntoView({ block: 'center' });
  card.focus({ preventScroll: true });
  return true;
}
