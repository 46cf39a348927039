/** Light or dark. `auto` asks what the page itself does, so that text never stands on a background made for the other. */

const DARK = '(prefers-color-scheme: dark)';

/** Is the page's own text light at this moment? Follows prefers-color-scheme wherever the page does. @param {Element} host */
function isTextLight(host) {
  const color = /^rgba?\((\d+), (\d+), (\d+)/.exec(getComputedStyle(host).color)?.map(Number);
  if (!color) return matchMedia(DARK).matches;
  const [, red = 0, green = 0, blue = 0] = color;
  return (red * 299 + green * 587 + blue * 114) / 1000 > 140;
}

/** @param {HTMLElement} host @param {HTMLElement} section */
export function applyTheme(host, section) {
  const theme = host.getAttribute('theme');
  const chosen = theme === 'light' || theme === 'dark';
  const isDark = chosen ? theme === 'dark' : isTextLight(host);
  section.classList.toggle('dark', isDark);
  section.classList.toggle('paper', chosen);
}

/** Apply the theme now and whenever the system or the page changes its mind. @param {HTMLElement} host @param {HTMLElement} section @param {AbortSignal} signal */
export function followTheme(host, section, signal) {
  const apply = () => applyTheme(host, section);
  apply();
  matchMedia(DARK).addEventListener('change', apply, { signal });
  const observer = new MutationObserver(apply);
  observer.observe(document.documentElement, { attributes: true });
  signal.addEventListener('abort', () => observer.disconnect());
}
