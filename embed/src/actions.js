/** The row of buttons under a comment; whatever writes more than a vote is loaded on the first click. */

import { button, el } from './dom.js';
import { readerKey } from './storage.js';

/** @typedef {import('./tree.js').Node} Node */
/** @typedef {import('./view.js').View} View */

/**
 * Set or take back this reader's vote.
 * @param {View} view @param {Node} node @param {number} value @param {HTMLElement} box
 */
async function vote(view, node, value, box) {
  const { comment } = node;
  if (box.hasAttribute('aria-busy')) return;
  box.setAttribute('aria-busy', 'true');
  try {
    const proof = { reader: readerKey() };
    const { score } = await view.client.write('PUT', `comments/${comment.id}/vote`, proof, { value });
    comment.score = score;
    view.votes.set(comment.id, value || null);
    fillVotes(view, node, box, value < 0 ? 'down' : 'up');
  } catch (failure) {
    view.tell(node, view.explain(failure));
  }
  box.removeAttribute('aria-busy');
}

/** @param {View} view @param {Node} node @param {HTMLElement} box @param {'up' | 'down'} which */
function voteButton(view, node, box, which) {
  const mine = view.votes.get(node.comment.id) ?? 0;
  const value = which === 'up' ? 1 : -1;
  const pressed = mine === value;
  const toggle = button(which === 'up' ? '▲' : '▼', () => vote(view, node, pressed ? 0 : value, box), which);
  toggle.disabled = view.own.get(node.comment.id) !== undefined;
  toggle.setAttribute('aria-pressed', String(pressed));
  toggle.setAttribute('aria-label', view.words.say(which));
  return toggle;
}

/** Draw the votes, and keep the focus where it was. @param {View} view @param {Node} node @param {HTMLElement} box @param {'up' | 'down'} [focus] */
function fillVotes(view, node, box, focus) {
  const { score } = node.comment;
  const up = voteButton(view, node, box, 'up');
  const down = view.page.site.votes === 'both' && voteButton(view, node, box, 'down');
  const held = focus && box.contains(view.root.activeElement);
  box.replaceChildren(up, el('span', 'score', view.words.number(score)), down || '');
  if (held) (focus === 'down' && down ? down : up).focus();
}

/** @param {View} view @param {Node} node */
function votes(view, node) {
  if (view.page.site.votes === 'off' || node.waiting) return null;
  const box = el('span', 'votes');
  fillVotes(view, node, box);
  return box;
}

/** Is there still time to edit? @param {string | null} until */
const isOpen = (until) => until !== null && Date.parse(until) > Date.now();

/** @param {View} view @param {Node} node @param {import('./write/index.js').Deed} deed @param {string} [text] */
function action(view, node, deed, text = view.words.say(deed)) {
  const one = button(text, () => view.write(deed, node), deed);
  const name = node.comment.author?.name ?? '';
  one.setAttribute('aria-label', `${text}: ${name}`);
  return one;
}

/** What this reader may do here. @param {View} view @param {Node} node */
export function buildActions(view, node) {
  const { comment, waiting } = node;
  const own = view.own.get(comment.id);
  const hasDraft = view.hasDraft(comment.id);
  return el(
    'footer',
    'actions',
    votes(view, node),
    !waiting && view.mayReply(node) && action(view, node, 'reply', view.words.say(hasDraft ? 'draft' : 'reply')),
    own && (waiting || isOpen(own.until)) && action(view, node, 'edit'),
    own ? action(view, node, 'delete') : action(view, node, 'report'),
  );
}
