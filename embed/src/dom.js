/** Build elements without markup, so that nothing a stranger wrote can become any. */

/** @typedef {Node | string | null | undefined | false} Child */

/**
 * A new element. Functions become listeners (`onclick`), other values attributes, what is false, null or empty nothing.
 * Every class is a part too, so that themes reach it.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {string | { [name: string]: unknown }} [look] the class, or all attributes
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function el(tag, look = '', ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(typeof look === 'string' ? { class: look } : look)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else if (value || value === 0) element.setAttribute(name, value === true ? '' : String(value));
    if (name === 'class' && value) element.setAttribute('part', String(value));
  }
  element.append(.../** @type {(Node | string)[]} */ (children.filter(Boolean)));
  return element;
}

/** A button that submits nothing. @param {string} text @param {() => void} onclick @param {string} [name] its class */
export function button(text, onclick, name = 'button') {
  return el('button', { type: 'button', class: name, onclick }, text);
}

/** An address if it is http(s), for strangers may name any. @param {string | null | undefined} url */
export function safeUrl(url) {
  return url && /^https?:\/\//i.test(url) ? url : null;
}

/** Tell the page by an event that leaves shadow trees. @param {Element} target @param {'load' | 'posted' | 'error'} name @param {object} detail */
export function emit(target, name, detail) {
  target.dispatchEvent(new CustomEvent(`discuss:${name}`, { bubbles: true, composed: true, detail }));
}

/** @type {{ [css: string]: CSSStyleSheet }} */
const sheets = {};

/** Style a shadow tree, once; all trees share one sheet. @param {ShadowRoot} root @param {string} css */
export function addStyle(root, css) {
  const sheet = sheets[css] ?? new CSSStyleSheet();
  if (!sheets[css]) sheet.replaceSync(css);
  sheets[css] = sheet;
  root.adoptedStyleSheets = [...new Set([...root.adoptedStyleSheets, sheet])];
}
