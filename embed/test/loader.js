/** Module hooks: http addresses are fetched, styles are text. */

const NETWORK = /^http:\/\/127\.0\.0\.1:/;

/** @type {import('node:module').ResolveHook} */
export async function resolve(specifier, context, next) {
  return NETWORK.test(specifier) ? { url: specifier, shortCircuit: true } : next(specifier, context);
}

/** @type {import('node:module').LoadHook} */
export async function load(url, context, next) {
  if (!NETWORK.test(url)) return next(url, context);
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${response.status} for ${url}`);
  return { format: 'module', source: await response.text(), shortCircuit: true };
}
