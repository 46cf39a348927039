/** A page for looking: `npm run look`, then open the printed address. The blog is on another origin than the service. */

import { createServer } from 'node:http';
import { FakeService } from './fake/server.js';
import { addComment } from './fake/state.js';

const HOUR = 3_600_000;
/** @param {number} hours */
const ago = (hours) => new Date(Date.now() - hours * HOUR).toISOString();
/** @param {string} name @param {string | null} [url] @param {string | null} [role] */
const by = (name, url = null, role = null) => ({ name, url, role });

const service = await new FakeService().start(Number(process.argv[2] ?? 0));

function fillTalk() {
  const talk = service.thread('/talk');
  const html =
    '<p>The bridge has been closed since <em>March</em>. Does anybody know when it <a href="https://town.example">opens again</a>?</p><blockquote><p>“Works end in spring.”</p></blockquote><pre><code class="language-text">ferry: 08:10, 09:10, 10:10 … and a long line that has to scroll inside of its box</code></pre>';
  const author = by('Marta Lindqvist', 'https://marta.example', null);
  const first = addComment(talk, { body: 'x', html, author, created: ago(50), score: 4 });
  let at = first;
  for (const name of [
    'Jón',
    'The Town Blog',
    'Нина',
    'أمينة',
    'Jón',
    'Bertrand-Maximilian von Hohenlohe',
    'Kim',
    'Lee',
  ]) {
    const body = `Thank you! That is what I heard too, at level *${name}*.\n\nIt may take longer though, because of the water.`;
    const role = name === 'The Town Blog' ? 'moderator' : null;
    at = addComment(talk, { body, parent: at.id, author: by(name, null, role), created: ago(20), score: 1 });
  }
  for (let i = 0; i < 8; i++) addComment(talk, { body: `Reply ${i}`, parent: first.id, created: ago(3) });
  const gone = addComment(talk, { body: 'gone', deleted: true, created: ago(9) });
  addComment(talk, { body: 'I do not agree with this one.', parent: gone.id, author: by('Ola'), created: ago(2) });
  const html2 = '<p>A walk along the river: seven bridges, one of them closed …</p>';
  addComment(talk, { body: 'm', html: html2, kind: 'webmention', author: by('River Notes', 'https://river.example') });
  for (let i = 0; i < 30; i++) addComment(talk, { body: `Root ${i}`, created: ago(40 - i), pinned: i === 3 });
}

fillTalk();
const closed = service.thread('/closed');
addComment(closed, { body: 'The last word.', created: ago(24 * 90) });
closed.closed = {
  at: ago(1),
  by: null,
  reason: null,
  note_html: '<p>We have said it all. Thank you for the talk!</p>',
  until: '2031-05-04T10:00:00Z',
  successor: '/talk',
  scope: 'all',
};
service.thread('/held').held = true;

const CSP = (/** @type {string} */ base) =>
  `default-src 'self'; script-src ${base}; connect-src ${base}; require-trusted-types-for 'script'; trusted-types discuss`;

const css = `:root{color-scheme:light dark}body{font:18px/1.6 Georgia,serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fdfcf9}
@media(prefers-color-scheme:dark){body{color:#ddd;background:#15171a}a{color:#9cf}}`;

/** @param {URL} url */
function page(url) {
  const lang = url.searchParams.get('lang') ?? 'en';
  const extra = url.searchParams.get('attributes') ?? '';
  return `<!doctype html><html lang="${lang}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>A post</title><link rel="stylesheet" href="/style.css"><script async src="${service.base}embed.js" data-site="town"></script>
<main><h1>The bridge</h1><p>A post of the town blog, <discuss-count thread="/talk" words>many comments</discuss-count>.</p>
<discuss-thread thread="${url.pathname}" ${extra}><a href="${service.base}town/here">Read and write comments</a></discuss-thread></main>`;
}

const blog = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://blog');
  const isStyle = url.pathname === '/style.css';
  const type = isStyle ? 'text/css' : 'text/html';
  response.writeHead(200, { 'Content-Type': `${type}; charset=utf-8`, 'Content-Security-Policy': CSP(service.base) });
  response.end(isStyle ? css : page(url));
});
blog.listen(Number(process.argv[3] ?? 0), '127.0.0.1', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (blog.address());
  console.log(`http://localhost:${port}/talk  /closed  /held  /empty  (service: ${service.base})`);
});
