/** Reading a thread: lists, paging, order, permalinks, and what stays when nothing can be read. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problem } from './fake/server.js';
import { addComment } from './fake/state.js';
import { startService } from './page.js';

test('shows a thread as a tree, with names, times and permalinks', async (context) => {
  const { open, talk } = await startService(context);
  const root = addComment(talk, { body: 'First', author: { name: 'Marta', url: 'https://m.example', role: 'owner' } });
  const reply = addComment(talk, { body: 'Reply', parent: root.id });
  const page = open();
  const time = await page.find(`a[href$="#comment-${reply.id}"] time`);
  assert.equal(time.textContent, 'now');
  assert.equal(page.all('.list .replies .body')[0]?.textContent, 'Reply');
  assert.equal(page.all('.who a')[0]?.getAttribute('rel'), 'nofollow ugc noopener');
  assert.equal(page.all('.role')[0]?.textContent, 'Owner');
  assert.equal(page.all('h2')[0]?.textContent, '2 comments');
  assert.equal(page.all('h3').length, 2);
  assert.deepEqual(page.events[0]?.detail, { key: '/talk', count: 2 });
});

test('a read is anonymous: no credentials, no header of ours, nothing kept', async (context) => {
  const { open, service, talk } = await startService(context);
  addComment(talk, { body: 'First' });
  const page = open();
  await page.find('.card');
  const [asked] = service.asked('GET', /comments$/);
  const own = Object.keys(asked?.headers ?? {}).filter((name) => /discuss|authorization|idempotency|cookie/.test(name));
  assert.deepEqual(own, []);
  assert.equal(page.window.localStorage.length, 0);
});

test('the link stays until the thread is there, and comes with a way on when it fails', async (context) => {
  const { open, service, talk } = await startService(context);
  addComment(talk, { body: 'First' });
  service.faults.push(() => problem(503, 'busy', ''));
  const page = open();
  assert.equal(page.thread().shadowRoot, null);
  await page.reads("Comments can't be shown right now.");
  assert.equal(page.all('slot').length, 1);
  assert.equal(page.events[0]?.type, 'discuss:error');
  await page.click('Try again');
  await page.find('.card');
  assert.equal(page.all('slot').length, 0);
});

test('a service that is not there is told apart', async (context) => {
  const { open, service } = await startService(context);
  service.faults.push(() => 'drop');
  const page = open();
  await page.reads('Are you offline?');
  assert.equal(page.events[0]?.detail.code, 'offline');
});

test('what only the owner can mend is told on the console, and readers keep the link', async (context) => {
  const { open } = await startService(context);
  const told = context.mock.method(console, 'error', () => {});
  const page = open('<discuss-thread thread="{{ page.url }}"></discuss-thread>');
  await page.reads("Comments can't be shown right now.");
  assert.equal(page.all('slot').length, 1);
  assert.doesNotMatch(page.all('[role=alert]')[0]?.textContent ?? '', /attribute/);
  assert.equal(told.mock.calls[0]?.arguments[0]?.message, 'The thread attribute names no thread.');
  assert.equal(page.events[0]?.detail.detail, 'The thread attribute names no thread.');
});

test('more roots and more replies come once each, in their places', async (context) => {
  const { open, talk } = await startService(context);
  const root = addComment(talk, { body: 'Root' });
  for (let i = 0; i < 15; i++) addComment(talk, { body: `Reply ${i}`, parent: root.id });
  for (let i = 0; i < 3; i++) addComment(talk, { body: `Root ${i}` });
  const page = open('<discuss-thread thread="/talk" page-size="3"></discuss-thread>');
  await page.click('5 more replies');
  await page.until(() => page.all('.replies > .item').length === 13, 'three more replies');
  await page.click('2 more replies');
  await page.until(() => page.all('.replies > .item').length === 15, 'all replies');
  await page.click('More comments');
  await page.until(() => page.all('.card').length === 19, 'all');
  const texts = page.all('.body').map((body) => body.textContent);
  assert.equal(new Set(texts).size, 19);
  assert.equal(page.all('.more').length, 0);
});

test('a failure while loading more leaves the button', async (context) => {
  const { open, service, talk } = await startService(context);
  for (let i = 0; i < 3; i++) addComment(talk, { body: `Root ${i}` });
  const page = open('<discuss-thread thread="/talk" page-size="2"></discuss-thread>');
  const more = await page.button('More comments');
  service.faults.push(() => problem(500, 'error', ''));
  more.click();
  await page.reads('The comments have a problem');
  more.click();
  await page.until(() => page.all('.card').length === 3, 'the third');
});

test('sorts in place', async (context) => {
  const { open, service, talk } = await startService(context);
  for (const body of ['one', 'two', 'three']) addComment(talk, { body });
  const page = open();
  const select = /** @type {HTMLSelectElement} */ (await page.find('select'));
  select.value = 'newest';
  select.dispatchEvent(new page.window.Event('change'));
  await page.until(() => page.all('.body')[0]?.textContent === 'three', 'newest first');
  assert.equal(service.log.at(-1)?.query.get('sort'), 'newest');
});

test('follows a link to a comment far below, highlights it, and merges it later', async (context) => {
  const { open, talk } = await startService(context);
  for (let i = 0; i < 5; i++) addComment(talk, { body: `Root ${i}` });
  const late = talk.comments[4];
  const target = addComment(talk, { body: 'here', parent: late?.id ?? null });
  const page = open('<discuss-thread thread="/talk" page-size="2"></discuss-thread>', {
    path: `/talk#comment-${target.id}`,
  });
  const card = await page.find('.target');
  assert.match(card.textContent ?? '', /here/);
  assert.equal(page.all('.card').length, 4);
  await page.click('More comments');
  await page.until(() => page.all('.card').length === 6, 'the second page');
  await page.click('More comments');
  const roots = () => page.all('.thread > .list > .item > .card .body').map((body) => body.textContent);
  await page.until(() => roots().join() === 'Root 0,Root 1,Root 2,Root 3,Root 4', 'the order of the pages');
});

test('a hash change goes to another comment; one that is gone is told', async (context) => {
  const { open, talk } = await startService(context);
  const first = addComment(talk, { body: 'one' });
  const page = open();
  await page.find('.card');
  page.window.location.hash = `#comment-${first.id}`;
  page.window.dispatchEvent(new page.window.Event('hashchange'));
  await page.find('.target');
  page.window.location.hash = '#comment-99';
  page.window.dispatchEvent(new page.window.Event('hashchange'));
  await page.reads('There is no such comment.');
});

test('tombstones, pins, mentions and flattened depths are told', async (context) => {
  const { open, talk } = await startService(context);
  const gone = addComment(talk, { body: 'x', deleted: true });
  let at = gone;
  for (let i = 0; i < 8; i++) at = addComment(talk, { body: `deep ${i}`, parent: at.id });
  addComment(talk, { body: 'pinned', pinned: true });
  addComment(talk, { body: 'linked', kind: 'pingback', author: { name: 'Blog', url: 'javascript:1', role: null } });
  const page = open();
  await page.reads('This comment was removed.');
  await page.reads('in reply to Ada');
  await page.reads('mentioned this page');
  assert.equal(page.all('.body')[0]?.textContent, 'pinned');
  assert.equal(page.all('.mention .who a').length, 0);
  assert.equal(page.all('.replies').length, 6);
});

test('a closed thread says so, and where it goes on', async (context) => {
  const { open, talk } = await startService(context);
  addComment(talk, { body: 'last' });
  const until = '2031-05-04T10:00:00Z';
  const common = { at: until, by: null, reason: null, until };
  talk.closed = { ...common, note_html: '<p>Enough.</p>', successor: 'https://town.example/next', scope: 'all' };
  const page = open();
  await page.reads('Comments are closed.');
  await page.reads('Enough.');
  await page.reads('Until Sunday, May 4, 2031 at');
  assert.equal(page.all('.closed a')[0]?.getAttribute('href'), 'https://town.example/next');
  assert.equal(page.all('.reply, .write').length, 0);
});

/** @type {import('../src/wire.d.ts').Notice} */
const CALM = { cause: 'calm', kind: 'slow', root: null, note_html: null, until: null, pace: 1800 };

test('what holds for a while is told above the form, with the word and the end', async (context) => {
  const { open, talk } = await startService(context);
  addComment(talk, { body: 'last' });
  talk.notices.push({ ...CALM, note_html: '<p>Take a <em>breath</em>.</p>', until: '2031-05-04T10:00:00Z' });
  talk.notices.push({ ...CALM, cause: 'away', kind: 'hold' }, { ...CALM, cause: 'storm', kind: 'newcomers' });
  const page = open();
  await page.reads('It goes slowly here: one comment each in 30 minutes.');
  const told = page.all('.notice');
  assert.equal(told[0]?.querySelector('em')?.textContent, 'breath');
  assert.match(told[0]?.textContent ?? '', /Until Sunday, May 4, 2031 at/);
  assert.equal(told[1]?.textContent, 'The team reads new comments first.');
  assert.equal(told[2]?.textContent, 'The team reads the comments of new readers first.');
  await page.click('Write a comment');
  await page.find('form');
  assert.equal(page.all('.notice').length, 3);
});

test('a closed conversation says so at its place; the rest goes on', async (context) => {
  const { open, talk } = await startService(context);
  const root = addComment(talk, { body: 'heated' });
  addComment(talk, { body: 'more heat', parent: root.id });
  const calm = addComment(talk, { body: 'calm' });
  talk.notices.push({ ...CALM, kind: 'closed', root: root.id });
  const page = open();
  await page.reads('This conversation is closed.');
  const items = page.all('.thread > .list > .item');
  assert.equal(items[0]?.firstElementChild?.textContent, 'This conversation is closed.');
  assert.equal(items[0]?.querySelectorAll('.reply').length, 0);
  assert.equal(items[1]?.querySelectorAll('.reply').length, 1);
  assert.equal(talk.find(calm.id)?.body, 'calm');
});

test('a comment that the team entered says how it came in', async (context) => {
  const { open, talk } = await startService(context);
  addComment(talk, { body: 'Dear all', channel: 'letter' });
  addComment(talk, { body: 'Hello', channel: 'in-person' });
  const page = open();
  await page.find('.card');
  const marks = page.all('.byline .to').map((one) => one.textContent);
  assert.deepEqual(marks, ['by letter', 'in person']);
});

test('when the page came out is told with each page of the thread, if it is a time and over', async (context) => {
  const { open, service } = await startService(context);
  for (const [given, told] of [
    ['2026-01-02T03:04:05+01:00', '2026-01-02T02:04:05.000Z'],
    ['2026-01-02', '2026-01-02T00:00:00.000Z'],
    ['2999-01-01', null],
    ['{{ page.date }}', null],
  ]) {
    const page = open(`<discuss-thread thread="/talk" published="${given}"></discuss-thread>`);
    await page.find('.thread');
    assert.equal(
      service
        .asked('GET', /comments$/)
        .at(-1)
        ?.query.get('published'),
      told,
    );
  }
});

test('a thread closed for new roots keeps its replies open', async (context) => {
  const { open, talk } = await startService(context);
  addComment(talk, { body: 'last' });
  const nothing = { at: '', by: null, reason: null, until: null, note_html: null, successor: null };
  talk.closed = { ...nothing, scope: 'roots' };
  const page = open();
  await page.reads('Only replies are still open.');
  assert.equal(page.all('.reply').length, 1);
});
