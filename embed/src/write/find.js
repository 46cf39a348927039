/** Fetch a comment that is not among those shown, and put it into its place. */

/** @typedef {import('../view.js').View} View */
/** @typedef {import('../wire.d.ts').Permalink} Permalink */

/** Take in a comment with its ancestors. @param {View} view @param {Permalink} found */
function include(view, { ancestors, comment, cursor }) {
  const [root, ...rest] = [...ancestors, comment];
  // The root's own cursor leaves no gap between its first replies and this one.
  if (root) view.add([{ ...root, more: root.more ?? cursor }, ...rest], { early: true });
}

/** Show a comment of this thread by its id; one of another thread is none of our business. @param {View} view @param {string} id */
export async function find(view, id) {
  try {
    const found = await view.client.read(`comments/${id}`, view.signal);
    if (found.thread.key !== view.page.thread.key) return;
    include(view, found);
    if (view.tree.nodes.get(id)) view.reveal(id);
  } catch (failure) {
    if (!view.signal.aborted) view.tell(null, view.explain(failure));
  }
}
