/** Writing: posting once whatever happens, drafts, and every way a service says no. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { invalid, problem } from './fake/server.js';
import { addComment } from './fake/state.js';
import { startService, write } from './page.js';

/** @typedef {import('./page.js').BlogPage} BlogPage */

/** @param {BlogPage} page */
const kept = (page) => Object.keys(page.window.localStorage).filter((name) => name.startsWith('discuss:draft'));

test('a guest posts, sees it at once, and the draft is gone', async (context) => {
  const { open, service, talk } = await startService(context);
  addComment(talk, { body: 'first' });
  const page = open();
  await write(page, 'Hello *you*');
  assert.equal(kept(page).length, 1);
  await page.click('Post');
  const card = await page.find('.target');
  assert.equal(card.querySelector('.body')?.textContent, 'Hello you');
  assert.equal(card.querySelector('.you')?.textContent, 'You');
  assert.equal(page.all('.heading')[0]?.textContent, '2 comments');
  assert.deepEqual(kept(page), []);
  const [asked] = service.asked('POST', /comments$/);
  assert.match(String(asked?.headers['discuss-reader']), /^[0-9a-f]{32}$/);
  const { seconds, ...body } = asked?.body ?? {};
  assert.ok(Number.isInteger(seconds));
  assert.deepEqual(body, {
    ...{ thread: '/talk', url: 'https://town.example/talk', title: '', parent: null, body: 'Hello *you*' },
    author: { name: 'Kim' },
    ...{ subscribe: false, trap: false, published: null },
  });
  assert.equal(page.events.at(-1)?.type, 'discuss:posted');
  assert.equal(page.events.at(-1)?.detail.status, 'approved');
});

test('a reply stands under its parent; the name is known the second time', async (context) => {
  const { open, talk } = await startService(context);
  const first = addComment(talk, { body: 'first', author: { name: 'Ada', url: null, role: null } });
  addComment(talk, { body: 'second' });
  const page = open();
  await write(page, 'mine');
  await page.click('Post');
  await page.find('.target');
  await page.click('Reply: Ada');
  const form = await page.find('form');
  assert.equal(form.getAttribute('aria-label'), 'Reply to Ada');
  assert.equal(/** @type {HTMLInputElement} */ (form.querySelector('input')).value, 'Kim');
  await page.type('Your comment', 'to Ada');
  await page.click('Post');
  await page.until(() => page.all('.replies .body')[0]?.textContent === 'to Ada', 'the reply');
  assert.equal(talk.comments.at(-1)?.parent, first.id);
});

test('an answer that got lost never doubles a comment', async (context) => {
  const { open, service, talk } = await startService(context);
  const page = open();
  await write(page, 'once');
  service.faults.push(() => 'lose');
  await page.click('Post');
  await page.reads('Your text is kept. Please try again.');
  await page.click('Post');
  await page.find('.target');
  assert.equal(talk.comments.length, 1);
  const keys = service.asked('POST', /comments$/).map(({ headers }) => headers['idempotency-key']);
  assert.equal(keys.length, 2);
  assert.equal(keys[0], keys[1]);
});

test('a text changed after a lost answer becomes a change of the comment that had arrived', async (context) => {
  const { open, service, talk } = await startService(context);
  const page = open();
  await write(page, 'before');
  service.faults.push(() => 'lose');
  await page.click('Post');
  await page.reads('Your text is kept.');
  await page.type('Your comment', 'after');
  await page.click('Post');
  await page.until(() => page.all('.body').some((body) => body.textContent === 'after'), 'the later text');
  assert.deepEqual(
    talk.comments.map(({ body }) => body),
    ['after'],
  );
});

test('two tabs with one draft: the same text arrives once, another text as a comment of its own', async (context) => {
  const { open, talk } = await startService(context);
  const page = open();
  await write(page, 'said');
  const storage = page.window.localStorage;
  const second = open(undefined, { storage });
  await second.click('Go on with your draft');
  await second.type('Name', 'Kim');
  await second.click('Post');
  await second.find('.target');
  const third = open(undefined, { storage });
  await third.find('.card');
  await page.click('Post');
  await page.find('.target');
  assert.equal(talk.comments.length, 1);
});

test('a draft survives the page, with its key', async (context) => {
  const { open, service, talk } = await startService(context);
  const page = open();
  await write(page, 'half a thought');
  service.faults.push(() => 'lose');
  await page.click('Post');
  await page.reads('Your text is kept.');
  const later = open(undefined, { storage: page.window.localStorage });
  await later.click('Go on with your draft');
  await later.click('Post');
  await later.find('.target');
  assert.equal(talk.comments.length, 1);
});

test('complaints stand at their fields; nothing is sent before the form is right', async (context) => {
  const { open, service } = await startService(context);
  const page = open();
  await page.click('Write a comment');
  await page.click('Post');
  await page.reads('Please write something first.');
  await page.reads('Please give a name; any will do.');
  assert.equal(service.asked('POST', /./).length, 0);
  await page.type('Name', 'Ada');
  await page.type('Your comment', 'x'.repeat(10_001));
  await page.reads('1 character too many');
  await page.type('Your comment', 'fine');
  service.faults.push(() => invalid('/author/name', 'This name belongs to a member.'));
  await page.click('Post');
  await page.reads('This name belongs to a member.');
  assert.equal(page.all('[aria-invalid]').length, 1);
  service.faults.push(() => invalid('/url', 'This page is not on the site.'));
  await page.click('Post');
  await page.until(() => page.all('.summary')[0]?.textContent?.includes('not on the site'), 'the summary');
});

test('the e-mail is asked for when replies are to be told, and then needed', async (context) => {
  const { open, service } = await startService(context);
  const page = open();
  await write(page, 'tell me');
  const tick = /** @type {HTMLInputElement} */ (await page.find('.tick input'));
  const email = page.all('input[type=email]')[0]?.closest('.field');
  assert.ok(email?.hasAttribute('hidden'));
  tick.checked = true;
  tick.dispatchEvent(new page.window.Event('change'));
  assert.ok(!email?.hasAttribute('hidden'));
  await page.click('Post');
  await page.reads('Please give an e-mail address');
  await page.type('E-mail', 'kim@town.example');
  await page.type('Website', 'kim.example');
  await page.click('Post');
  await page.find('.target');
  const draft = service.asked('POST', /comments$/)[0]?.body;
  assert.deepEqual(draft.author, { name: 'Kim', email: 'kim@town.example', website: 'https://kim.example' });
  assert.equal(draft.subscribe, true);
});

test('a thread closed meanwhile leaves the text, readable and copyable', async (context) => {
  const { open, service, talk } = await startService(context);
  const page = open();
  await write(page, 'too late');
  service.faults.push(() => problem(409, 'thread-closed', 'Comments are closed.'));
  await page.click('Post');
  await page.reads('Comments are closed.');
  await page.button('Copy the text');
  const text = /** @type {HTMLTextAreaElement} */ (page.all('textarea')[0]);
  assert.ok(text.readOnly);
  assert.equal(text.value, 'too late');
  assert.equal(kept(page).length, 1);
  assert.equal(talk.comments.length, 0);
});

test('too fast: the time to wait is told, the text stays', async (context) => {
  const { open, service } = await startService(context);
  const page = open();
  await write(page, 'quick');
  const headers = { 'Retry-After': '90' };
  service.faults.push(() => ({ ...problem(429, 'limit-reached', 'Please wait.'), headers }));
  await page.click('Post');
  await page.reads('Please wait: you can send this in 90 seconds.');
  await page.click('Post');
  assert.equal(service.asked('POST', /comments$/).length, 1);
});

test('where it goes slowly, the time to wait is told in minutes', async (context) => {
  const { open, service } = await startService(context);
  const page = open();
  await write(page, 'and another thing');
  const headers = { 'Retry-After': '1741' };
  service.faults.push(() => ({ ...problem(429, 'limit-reached', 'It goes slowly here.'), headers }));
  await page.click('Post');
  await page.reads('Please wait: you can send this in 30 minutes.');
});

test('a ban is told in the words of the service', async (context) => {
  const { open, service } = await startService(context);
  const page = open();
  await write(page, 'hm');
  service.faults.push(() => problem(403, 'banned', 'You cannot write here.'));
  await page.click('Post');
  await page.reads('You cannot write here.');
});

test('previews as the service renders', async (context) => {
  const { open } = await startService(context);
  const page = open();
  await write(page, 'so *nice*');
  await page.click('Preview');
  await page.until(() => page.all('.preview em')[0]?.textContent === 'nice', 'the preview');
});

test('blocked storage does not keep anybody from writing', async (context) => {
  const { open, talk } = await startService(context);
  const refuse = () => {
    throw new Error('blocked');
  };
  const storage = /** @type {any} */ ({ getItem: refuse, setItem: refuse, removeItem: refuse });
  const page = open(undefined, { storage });
  await write(page, 'still here');
  await page.click('Post');
  await page.find('.target');
  assert.equal(talk.comments.length, 1);
});

test('a writing part that cannot be had names another way', async (context) => {
  const { open, service } = await startService(context);
  service.missing = /write-/;
  const page = open();
  await page.click('Write a comment');
  await page.reads('This part could not be loaded. Go on here:');
  const link = await page.find('.notice a');
  assert.equal(
    link.getAttribute('href')?.replace(/tab\d+\//, ''),
    `${service.base}t/town?url=${encodeURIComponent('https://town.example/talk')}`,
  );
});

test('the focus goes to the form and back', async (context) => {
  const { open, talk } = await startService(context);
  addComment(talk, { body: 'one' });
  const page = open();
  await page.click('Reply: Ada');
  await page.find('form');
  const focused = () => page.thread().shadowRoot?.activeElement;
  assert.equal(focused()?.localName, 'input');
  await page.click('Cancel');
  assert.equal(focused()?.className, 'reply');
  await page.click('Report');
  await page.find('fieldset');
  assert.equal(focused()?.localName, 'input');
});

test('how it was written is told: a hidden field, and the time where it tells anything', async (context) => {
  const { open, service } = await startService(context);
  const page = open();
  await write(page, 'typed');
  const trap = /** @type {HTMLInputElement} */ (page.all('input[name=subject]')[0]);
  assert.equal(trap.hidden, true);
  trap.value = 'buy';
  await page.click('Post');
  await page.find('.target');
  await page.click('Write a comment');
  await page.type('Your comment', 'a long text that somebody pasted');
  await page.click('Post');
  await page.until(() => service.asked('POST', /comments$/).length === 2, 'the second');
  const ways = service.asked('POST', /comments$/).map(({ body }) => [body.trap, body.seconds === null]);
  assert.deepEqual(ways, [
    [true, false],
    [false, true],
  ]);
});
