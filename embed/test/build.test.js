/** The build: repeatable, and no shortened name is one that others rely on. */

import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { bundleAll, OURS } from '../scripts/bundle.js';

const source = new URL('../src/', import.meta.url);

test('the build gives the same bytes twice', async () => {
  assert.deepEqual(await bundleAll(), await bundleAll());
});

test('no shortened name is said as a string, sent, received, or a phrase', async () => {
  const names = (await readdir(source, { recursive: true })).filter((name) => /\.(js|ts)$/.test(name));
  for (const name of names) {
    const text = (await readFile(new URL(name, source), 'utf8')).replace(/\/\*\*.*?\*\//gs, '');
    const isTable = /wire\.d\.ts|words(\/|-)/.test(name);
    for (const ours of OURS) {
      const keyed = new RegExp(`^ *'?${ours}'?\\??:`, 'm');
      assert.ok(!isTable || !keyed.test(text), `${ours} in ${name}`);
      assert.ok(!new RegExp(`\\['${ours}'\\]`).test(text), `${ours} in ${name}`);
    }
  }
});

test('what is built breaks no strict policy: no eval, no inline style, one sink for HTML', async () => {
  for (const [name, text] of await bundleAll()) {
    assert.ok(!/\beval\(|new Function|\.style\b|setAttribute\("style"|insertAdjacentHTML|outerHTML/.test(text), name);
    assert.equal(text.split('.innerHTML').length - 1, name === 'embed.js' ? 1 : 0, name);
  }
});
