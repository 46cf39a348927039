/** Draw one comment. */

import { buildActions } from './actions.js';
import { buildNotices } from './banner.js';
import { el, safeUrl } from './dom.js';
import { bodyOf } from './html.js';
import { timeElement } from './times.js';

/** @typedef {import('./tree.js').Node} Node */
/** @typedef {import('./view.js').View} View */

const ROLES = ['owner', 'moderator', 'contributor'];

/** A name, as a link where the author gave an address. @param {{ name: string, url: string | null }} author */
function authorName(author) {
  const name = el('bdi', 'name', author.name);
  const href = safeUrl(author.url);
  return href ? el('a', { href, rel: 'nofollow ugc noopener', class: 'author' }, name) : name;
}

/** @param {string} text @param {string} name */
function badge(text, name) {
  return el('span', `badge ${name}`, text);
}

/** @param {View} view @param {Node} node */
function badges(view, { comment }) {
  const role = comment.author?.role ?? '';
  return [
    ROLES.includes(role) && badge(view.words.say(role), 'role'),
    view.own.get(comment.id) && badge(view.words.say('you'), 'you'),
    comment.pinned && badge(view.words.say('pinned'), 'pinned'),
  ];
}

/** The time of a comment is its permalink. @param {View} view @param {Node} node */
function permalink(view, { comment }) {
  const { id, created } = comment;
  const href = `${location.href.split('#')[0]}#comment-${id}`;
  const onclick = () => view.reveal(id);
  return el('a', { class: 'time', href, onclick }, timeElement(created, view.words.lang));
}

/** Whom it answers, where the place does not show it. @param {View} view @param {Node} node */
function inReply(view, { home, parent }) {
  const name = parent !== home && parent?.comment.author?.name;
  if (!name) return null;
  const [before, after] = view.words.say('inReply', '\0').split('\0');
  return el('span', 'to', before, el('bdi', '', name), after);
}

/** @param {View} view @param {Node} node */
function byline(view, node) {
  const { comment } = node;
  return el(
    'header',
    'byline',
    comment.author && el(view.heading(1), 'who', authorName(comment.author)),
    ...badges(view, node),
    comment.kind !== 'comment' && el('span', 'to', view.words.say('mentioned')),
    comment.channel && el('span', 'to', view.words.say(comment.channel)),
    inReply(view, node),
    node.waiting ? timeElement(comment.created, view.words.lang) : permalink(view, node),
    comment.edited && el('span', 'edited', view.words.say('edited')),
  );
}

/** What stands for one comment: the text, a mention, or a tombstone. @param {View} view @param {Node} node */
export function buildCard(view, node) {
  const { comment, waiting } = node;
  if (comment.deleted) return el('article', { class: 'card tombstone', tabindex: -1 }, view.words.say('removed'));
  const kind = comment.kind === 'comment' ? 'comment' : 'mention';
  const state = waiting ? ' waiting' : '';
  return el(
    'article',
    { class: `card ${kind}${state}`, tabindex: -1 },
    byline(view, node),
    bodyOf(comment.html ?? ''),
    node.notice,
    buildActions(view, node),
  );
}

/** The list item of a node, its card included. @param {View} view @param {Node} node */
export function buildItem(view, node) {
  node.card = buildCard(view, node);
  node.below = el('div', 'below');
  node.item = el('li', 'item', ...buildNotices(view, node.comment.id), node.card, node.below);
  return node.item;
}

/** Draw a node again after it changed. @param {View} view @param {Node} node */
export function redraw(view, node) {
  const card = buildCard(view, node);
  node.card?.replaceWith(card);
  node.card = card;
}
