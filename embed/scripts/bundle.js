/** Bundle the embed: every output file by name, the same bytes on every run. */

import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';

const source = new URL('../src/', import.meta.url);
export const target = fileURLToPath(new URL('../../discuss/static/embed/', import.meta.url));

/** Styles become minified text. @type {import('esbuild').Plugin} */
const css = {
  name: 'css-text',
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { readFile } = await import('node:fs/promises');
      const text = await readFile(path, 'utf8');
      const { code } = await transform(text, { loader: 'css', minify: true, target: 'es2020' });
      return { contents: code.trim().replace(/([,:]) /g, '$1'), loader: 'text' };
    });
  },
};

/**
 * Long names of our own that are shortened, the same way in all files. None may be a name of the platform, of the wire,
 * or of what pages see.
 */
export const OURS = [
  'announce ask below blame blocked boxes busy card client complain complaint complaints early emit explain',
  'failed fill foot hasDraft hasNews heading home inputs isEmailWanted level loading maxDepth mayReply nodes',
  'news ofSite own phrases place plan planned plural purpose randomKey readPage readerKey redraw refer',
  'remember resort reveal say setSubmit setting settle shadow showCompose showCount showHtml shown summary tell',
  'life sortChoice textOnly toolbar tree waiting words teamLink section rest item writing submit number page done reader since box judge input',
].flatMap((line) => line.split(' '));
/** @type {{ [name: string]: string | false }} */
let shortened = {};

/**
 * @param {string} entry below src/
 * @param {'iife' | 'esm'} format
 * @param {{ [name: string]: string }} [chunks] file names of the parts
 * @returns {Promise<string>}
 */
async function bundle(entry, format, chunks = {}) {
  const result = await build({
    entryPoints: [fileURLToPath(new URL(entry, source))],
    bundle: true,
    minify: true,
    write: false,
    format,
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    plugins: [css],
    mangleProps: new RegExp(`^(${OURS.join('|')})$`),
    mangleCache: shortened,
    define: { 'globalThis.__DISCUSS_CHUNKS__': JSON.stringify(chunks) },
  });
  shortened = result.mangleCache ?? shortened;
  return result.outputFiles[0]?.text ?? '';
}

/** Parts that are loaded when they are wanted, by the name the code asks for. */
const PARTS = { write: 'write/index.js', de: 'words/de.js' };

/** Everything that is served, by file name. @returns {Promise<Map<string, string>>} */
export async function bundleAll() {
  /** @type {Map<string, string>} */
  const files = new Map();
  /** @type {{ [name: string]: string }} */
  const chunks = {};
  shortened = {};
  // The names that the entry has most become the shortest.
  await bundle('embed.js', 'iife');
  for (const [name, entry] of Object.entries(PARTS)) {
    const text = await bundle(entry, 'esm');
    // The hash makes a part cacheable for ever, and keeps an old entry from loading a new part.
    chunks[name] = `${name}-${createHash('sha256').update(text).digest('hex').slice(0, 10)}.js`;
    files.set(chunks[name], text);
  }
  files.set('embed.js', await bundle('embed.js', 'iife', chunks));
  return files;
}
