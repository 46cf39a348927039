/** The parts that know nothing of a page: keys, trees, times, drafts, texts. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { idIn } from '../src/deeplink.js';
import { safeUrl } from '../src/dom.js';
import { plainText, showHtml } from '../src/html.js';
import { relative } from '../src/times.js';
import { compareIds, Tree } from '../src/tree.js';
import { completeWebsite, lengthOf } from '../src/write/fields.js';

/** @typedef {import('../src/wire.d.ts').Comment} Comment */

/** @param {string} id @param {string | null} parent @returns {Comment} */
const comment = (id, parent) => ({
  ...{ id, parent, depth: 0, replies: 0, pinned: false, author: null, html: '', created: '', edited: null },
  ...{ score: 0, kind: 'comment', more: null },
});

/** A small generator, so that a failure can be repeated. @param {number} seed */
function numbers(seed) {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

test('a tree keeps every comment once, whatever its parent is', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const random = numbers(seed);
    const tree = new Tree(Math.floor(random() * 5));
    const size = 30;
    let around = null;
    for (let i = 0; i < size; i++) {
      const parent = random() < 0.3 ? null : String(Math.floor(random() * size * 1.5));
      const one = comment(String(i), parent);
      around = tree.add(one, around) ?? around;
      assert.equal(tree.add(one, around), null);
    }
    assert.equal(tree.nodes.size, size);
    for (const node of tree.nodes.values()) {
      assert.ok(node.level <= tree.maxDepth);
      assert.equal(node.level, node.home ? node.home.level + 1 : 0);
      assert.equal(node.root.parent, null);
    }
  }
});

test('ids are compared as numbers', () => {
  const ids = ['10', '9', '412345678901234568', '412345678901234567', '9'];
  assert.deepEqual(ids.sort(compareIds), ['9', '9', '10', '412345678901234567', '412345678901234568']);
});

test('times are relative for a month, then dates; never in the future', () => {
  const now = Date.parse('2026-06-30T12:00:00Z');
  const table = [
    [-5_000, 'now'],
    [59_000, 'now'],
    [60_000, '1 minute ago'],
    [3 * 3_600_000, '3 hours ago'],
    [26 * 3_600_000, 'yesterday'],
    [29 * 86_400_000, '29 days ago'],
    [40 * 86_400_000, 'May 21, 2026'],
  ];
  for (const [age, text] of table) assert.equal(relative(now - Number(age), now, 'en'), text);
});

test('only ids are read from an address', () => {
  assert.equal(idIn('#comment-412345678901234567'), '412345678901234567');
  for (const hash of ['', '#comment-', '#comment-1x', '#comment--1', '#comment-1/own', `#comment-${'9'.repeat(20)}`])
    assert.equal(idIn(hash), null);
});

test('only http addresses become links', () => {
  assert.equal(safeUrl('https://a.example'), 'https://a.example');
  for (const url of ['javascript:alert(1)', 'data:text/html,x', '//a.example', ' https://a', '', null])
    assert.equal(safeUrl(url), null);
});

test('a website may be given without its scheme', () => {
  assert.equal(completeWebsite('a.example/x'), 'https://a.example/x');
  assert.equal(completeWebsite('http://a.example'), 'http://a.example');
  assert.equal(completeWebsite('javascript:1'), 'javascript:1');
  assert.equal(completeWebsite(''), '');
});

test('characters are counted as code points', () => {
  assert.equal(lengthOf('a🎉é'), 3);
});

test('without a policy HTML becomes its text', () => {
  assert.equal(plainText('<p>a &lt;b&gt; &amp;amp;</p>').trim(), 'a <b> &amp;');
});

test('a page that allows us no Trusted Types policy gets text', async (context) => {
  const refuse = () => {
    throw new TypeError('refused');
  };
  const types = /** @type {any} */ (globalThis);
  types.trustedTypes = { createPolicy: refuse };
  context.after(() => delete types.trustedTypes);
  const target = /** @type {any} */ (Object.defineProperty({}, 'innerHTML', { set: refuse }));
  showHtml(target, '<p>one</p><p>two</p>');
  assert.match(target.textContent, /^ one +two $/);
});
