/** The elements as part of a page: keys, life and death, counts, languages, themes. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addComment } from './fake/state.js';
import { startService } from './page.js';

test('loaded twice is harmless, and no global is left behind', async (context) => {
  const { open, service } = await startService(context);
  const before = new Set(Object.getOwnPropertyNames(globalThis));
  const page = open();
  page.runScript();
  await page.reads('No comments yet');
  assert.equal(service.log.length, 1);
  const known =
    /^(document|location|localStorage|customElements|window|navigator|[A-Z]\w+|getComputedStyle|matchMedia)$/;
  assert.deepEqual(
    Object.getOwnPropertyNames(globalThis).filter((name) => !before.has(name) && !known.test(name)),
    [],
  );
});

test('works twice on one page', async (context) => {
  const { open, service, talk } = await startService(context);
  addComment(talk, { body: 'one' });
  addComment(service.thread('/other'), { body: 'two' });
  const page = open(
    '<discuss-thread thread="/talk"></discuss-thread><discuss-thread thread="/other"></discuss-thread>',
  );
  assert.equal((await page.find('.body', 0)).textContent, 'one');
  assert.equal((await page.find('.body', 1)).textContent, 'two');
});

test('the key is the canonical link of the same site, else the address', async (context) => {
  const { open, service } = await startService(context);
  const bare = '<discuss-thread></discuss-thread>';
  const canonical = '<link rel="canonical" href="https://www.town.example/talk">';
  await open(bare, { path: '/talk?utm_source=x', head: canonical }).reads('No comments');
  const foreign = '<link rel="canonical" href="https://elsewhere.example/talk">';
  await open(bare, { path: '/talk?page=2#top', head: foreign }).reads('No comments');
  const keys = service.log.map(({ query }) => query.get('thread'));
  assert.deepEqual(keys, ['https://www.town.example/talk', 'https://town.example/talk?page=2']);
});

test('a page that swaps its post swaps the thread; the old one never shows for the new', async (context) => {
  const { open, service, talk } = await startService(context);
  addComment(talk, { body: 'one' });
  addComment(service.thread('/other'), { body: 'two' });
  const page = open();
  await page.find('.body');
  page.thread().setAttribute('thread', '/other');
  page.thread().setAttribute('sort', 'newest');
  await page.until(() => page.all('slot').length === 1, 'the link again');
  await page.until(() => page.all('.body')[0]?.textContent === 'two', 'the other thread');
  assert.equal(service.log.length, 2);
});

test('an element that is gone shows nothing and listens to nothing; back again it reads the key anew', async (context) => {
  const { open, service } = await startService(context);
  const page = open('<discuss-thread></discuss-thread>');
  await page.reads('No comments yet');
  const thread = page.thread();
  thread.remove();
  page.window.dispatchEvent(new page.window.Event('hashchange'));
  page.window.happyDOM.setURL('https://town.example/next');
  page.document.body.append(thread);
  await page.until(() => service.log.length === 2, 'a second read');
  assert.equal(service.log[1]?.query.get('thread'), 'https://town.example/next');
});

test('all counts of a page are one request', async (context) => {
  const { open, service, talk } = await startService(context);
  for (let i = 0; i < 1234; i++) talk.comments.push(addComment(service.thread('/x'), { body: 'x' }));
  const page =
    open(`<discuss-count thread="/talk">?</discuss-count><discuss-count thread="/talk" words>?</discuss-count>
    <discuss-count thread="/none">?</discuss-count>`);
  const texts = () => [...page.document.querySelectorAll('discuss-count')].map((one) => one.textContent);
  await page.until(() => texts().every((text) => text !== '?'), 'all counts');
  assert.deepEqual(texts(), ['1,234', '1,234 comments', '0']);
  assert.deepEqual(
    service
      .asked('GET', /counts/)[0]
      ?.query.getAll('thread')
      .sort(),
    ['/none', '/talk'],
  );
  assert.equal(service.log.length, 1);
});

test('more than a hundred counts are asked for in parts', async (context) => {
  const { open, service } = await startService(context);
  const many = Array.from({ length: 150 }, (_, i) => `<discuss-count thread="/p${i}"></discuss-count>`);
  const page = open(many.join(''));
  await page.until(() => service.log.length === 2, 'two requests');
  assert.deepEqual(
    service.log.map(({ query }) => query.getAll('thread').length),
    [100, 50],
  );
});

test('speaks German where the page does, and English where it knows no better', async (context) => {
  const { open, talk } = await startService(context);
  const root = addComment(talk, { body: 'one' });
  addComment(talk, { body: 'two', parent: root.id });
  const page = open(undefined, { language: 'de-AT' });
  await page.reads('2 Kommentare');
  await page.click('Kommentar schreiben');
  await page.reads('Dein Kommentar');
  page.thread().setAttribute('lang', 'eo');
  await page.reads('2 comments');
});

test('light, dark, and what the page does', async (context) => {
  const { open } = await startService(context);
  const page = open('<discuss-thread thread="/talk" theme="dark" style="color: rgb(20, 20, 20)"></discuss-thread>');
  const section = await page.find('.thread');
  assert.ok(section.classList.contains('dark') && section.classList.contains('paper'));
  page.thread().setAttribute('theme', 'light');
  assert.ok(!section.classList.contains('dark'));
  page.thread().setAttribute('theme', 'auto');
  assert.ok(!section.classList.contains('dark') && !section.classList.contains('paper'));
  page.thread().style.color = 'rgb(240, 240, 240)';
  page.document.documentElement.setAttribute('data-theme', 'night');
  await page.until(() => section.classList.contains('dark'), 'dark');
});

test('headings follow heading-level', async (context) => {
  const { open, talk } = await startService(context);
  addComment(talk, { body: 'one' });
  const page = open('<discuss-thread thread="/talk" heading-level="3"></discuss-thread>');
  assert.equal((await page.find('h3')).textContent, '1 comment');
  assert.equal(page.all('h4').length, 1);
});
