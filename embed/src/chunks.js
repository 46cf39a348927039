/** Where our own files lie, and how the parts that are not always needed are loaded. */

/** Names of the chunks with their hashes; filled in by the build. @type {{ [name: string]: string }} */
const CHUNKS = /** @type {any} */ (globalThis).__DISCUSS_CHUNKS__;

/** Our own script tag. A module or a bundler leaves no currentScript, so it is found by its attribute then. */
function findScript() {
  const script = /** @type {HTMLScriptElement | null} */ (document.currentScript);
  return script?.dataset.site === undefined
    ? /** @type {HTMLScriptElement | null} */ (document.querySelector('script[data-site][src*="embed.js"]'))
    : script;
}

const script = findScript();
/** Address of the service, with a slash at its end. */
export const base = script ? new URL('.', script.src).href : '';
/** Short name of the site. */
export const site = script?.dataset.site ?? '';

/** A part by name, or null if there is none or it cannot be had. @param {string} name @returns {Promise<any>} */
export async function loadChunk(name) {
  const file = CHUNKS[name];
  if (!file) return null;
  const address = `${base}embed/${file}`;
  return import(address).catch(() => null);
}
