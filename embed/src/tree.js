/** Put comments under their parents. Pure: knows nothing of the page. */

/** @typedef {import('./wire.d.ts').Comment} Comment */
/**
 * @typedef {object} Node one comment in its place
 * @property {Comment} comment
 * @property {Node | null} parent whom it answers, as far as known
 * @property {Node} root
 * @property {Node | null} home under whom it is shown; differs from `parent` where the depth is flattened
 * @property {number} level of indentation, 0 for roots
 * @property {number} shown visible comments below; counted on roots only
 * @property {boolean} early shown before its page came: by a permalink, or just posted
 * @property {HTMLElement} [item]
 * @property {HTMLElement} [card]
 * @property {HTMLElement} [below] where forms open
 * @property {HTMLElement} [list] of what is shown under it
 * @property {HTMLElement} [rest] the button for more replies
 * @property {HTMLElement | null} [notice] said to this reader only
 * @property {boolean} [waiting] only its author sees it
 */

/** Order of ids: decimal strings of 63-bit integers. @param {string} a @param {string} b */
export function compareIds(a, b) {
  return a.length - b.length || (a < b ? -1 : Number(a > b));
}

/** The comments of one thread that are known so far, each once. */
export class Tree {
  /** @param {number} maxDepth deepest level of indentation */
  constructor(maxDepth) {
    this.maxDepth = maxDepth;
    /** @type {Map<string, Node>} */
    this.nodes = new Map();
  }

  /**
   * Take in one comment; null if it is known already. One whose parent is unknown goes to `around`'s root.
   * @param {Comment} comment
   * @param {Node | null} around
   * @returns {Node | null}
   */
  add(comment, around = null) {
    if (this.nodes.has(comment.id)) return null;
    const parent = comment.parent === null ? null : (this.nodes.get(comment.parent) ?? around?.root ?? null);
    const node = /** @type {Node} */ ({ comment, parent, shown: 0, early: false, level: 0, home: null });
    node.root = parent?.root ?? node;
    if (parent) this.settle(node, parent);
    this.nodes.set(comment.id, node);
    return node;
  }

  /** @param {Node} node @param {Node} parent */
  settle(node, parent) {
    node.home = parent.level < this.maxDepth ? parent : parent.home;
    node.level = Math.min(parent.level + 1, this.maxDepth);
    if (!node.comment.deleted) node.root.shown++;
  }
}
