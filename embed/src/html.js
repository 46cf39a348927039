/** The one sink for the server's sanitised HTML. */

import { el } from './dom.js';

/** @typedef {{ createHTML(html: string): string }} Policy */

/** @type {Policy | null | undefined} */
let policy;

/** A policy where the browser has Trusted Types and the page allows one named `discuss`. @returns {Policy | null} */
function findPolicy() {
  const factory = /** @type {any} */ (globalThis).trustedTypes;
  try {
    return factory ? factory.createPolicy('discuss', { createHTML: (/** @type {string} */ html) => html }) : null;
  } catch {
    return null;
  }
}

/** Text of HTML for pages that allow us no policy: readable, without links. @param {string} html */
export function plainText(html) {
  /** @type {{ [name: string]: string }} */
  const signs = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };
  return html.replace(/<[^>]*>/g, ' ').replace(/&(lt|gt|quot|#39|amp);/g, (_, name) => signs[name] ?? '');
}

/** Show sanitised HTML of the service inside `target`. @param {HTMLElement} target @param {string} html */
export function showHtml(target, html) {
  if (policy === undefined) policy = findPolicy();
  try {
    target.innerHTML = policy ? policy.createHTML(html) : html;
  } catch {
    target.textContent = plainText(html);
  }
}

/** A box with sanitised HTML of the service. @param {string} html */
export function bodyOf(html) {
  const body = el('div', 'body');
  showHtml(body, html);
  return body;
}
