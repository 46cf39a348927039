/** Follow `#comment-ID`, also to a comment that is not among those shown. */

/** @typedef {import('./view.js').View} View */
/** @typedef {import('./wire.d.ts').Permalink} Permalink */

/** The comment an address points to. @param {string} hash @returns {string | null} */
export function idIn(hash) {
  return /^#comment-(\d{1,19})$/.exec(hash)?.[1] ?? null;
}

/** Take in a comment with its ancestors, so that it can be shown in its place. @param {View} view @param {Permalink} found */
function include(view, found) {
  const chain = [...found.ancestors, found.comment];
  const first = chain[0];
  if (!first) return;
  // The root's own cursor leaves no gap between its first replies and this one.
  const root = { ...first, more: first.more ?? found.cursor };
  view.add([root, ...chain.slice(1)], { early: true });
}

/** The node of an id, fetched when it is unknown; null if it is not of this thread. @param {View} view @param {string} id */
async function findNode(view, id) {
  const known = view.tree.nodes.get(id);
  if (known) return known;
  const found = await view.client.read(`comments/${id}`, view.signal);
  if (found.thread.key !== view.page.thread.key) return null;
  include(view, found);
  return view.tree.nodes.get(id) ?? null;
}

/** Scroll to a comment, mark it, and move the focus there. @param {View} view @param {import('./tree.js').Node} node */
export function highlight(view, node) {
  for (const old of view.root.querySelectorAll('.target')) old.classList.remove('target');
  node.card?.classList.add('target');
  node.card?.scrollIntoView({ block: 'center' });
  node.card?.focus({ preventScroll: true });
}

/** Go to a comment. @param {View} view @param {string} id */
export async function reveal(view, id) {
  try {
    const node = await findNode(view, id);
    if (node) highlight(view, node);
  } catch (failure) {
    if (!view.signal.aborted) view.tell(null, failureText(view, failure));
  }
}

/** @param {View} view @param {unknown} failure */
function failureText(view, failure) {
  const isGone = /** @type {{ status?: number }} */ (failure).status === 404;
  return isGone ? view.words.say('gone') : view.explain(failure);
}
