/** Print what a reader downloads, and fail above the budget (8 KiB and 14 KiB, minified and compressed by brotli). */

import { brotliCompressSync } from 'node:zlib';
import { bundleAll } from './bundle.js';

const KIB = 1024;
const FIRST = 8 * KIB;
const ALL = 14 * KIB;
/** What another language may add; no reader loads more than one. */
const LANGUAGE = 2 * KIB;

const files = [...(await bundleAll())];
/** @param {string} prefix */
const sizeOf = (prefix) => {
  const text = files.find(([name]) => name.startsWith(prefix))?.[1] ?? '';
  return brotliCompressSync(Buffer.from(text)).length;
};

const entry = sizeOf('embed');
const write = sizeOf('write');
const german = sizeOf('de');
/** @type {[string, number, number][]} */
const rows = [
  ['until the first comment is on screen', entry, FIRST],
  ['everything, English', entry + write, ALL],
  ['the same with another language: first comment', entry + german, FIRST + LANGUAGE],
  ['the same with another language: everything', entry + write + german, ALL + LANGUAGE],
];
for (const [what, size, limit] of rows) {
  console.log(`${String(size).padStart(6)} of ${limit} bytes  ${what}`);
  if (size > limit) process.exitCode = 1;
}
