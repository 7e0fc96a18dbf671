import { CLIENT_EVENTS, LIMITS, type ClientEvent, type Failure } from '@tidemark/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../src/ids.ts';
import type { TestClient } from './support/client.ts';
import { TestServer } from './support/server.ts';

const ID = '0b9c7a1e-3a53-4a9e-8d6a-5f0a7be2a111';

/** A request of each event that is well formed; the bad ones are made from it. */
const GOOD: { readonly [E in ClientEvent]: Record<string, unknown> } = {
  'sync:pull': { epoch: 'epoch-1', checkpoint: 0, limit: 10, maxBacklog: 5 },
  'sync:snapshot': { cursor: null, limit: 10 },
  'sync:ack': { epoch: 'epoch-1', checkpoint: 0 },
  'sync:follow': { sessions: [{ sessionId: ID, seq: 1 }] },
  'history:page': { sessionId: ID, anchor: { at: 'before', seq: 5 }, limit: 10 },
  'history:days': { sessionId: ID, zone: 'Europe/Berlin', after: 0 },
  'message:find': { sessionId: ID, clientIds: [ID] },
  'audit:session': { sessionId: ID, ranges: [{ from: 1, to: 5 }] },
  'audit:sync': { epoch: 'epoch-1', base: 0, checkpoint: 0, digest: '0123456789abcdef' },
  'history:changes': { sessionId: ID, after: 0, limit: 10 },
  'message:send': {
    sessionId: ID,
    clientId: ID,
    text: 'hello',
    replyTo: 1,
    mentions: [ID],
    forwardOf: { sessionId: ID, seq: 1 },
  },
  'message:edit': { sessionId: ID, clientId: ID, target: 2, targetClientId: ID, text: 'hello', mentions: [ID] },
  'message:recall': { sessionId: ID, clientId: ID, target: 2, targetClientId: ID },
  'message:react': { sessionId: ID, clientId: ID, target: 2, targetClientId: ID, emoji: '👍', on: true },
  'message:pin': { sessionId: ID, clientId: ID, target: 2, targetClientId: ID, on: true },
  'own:set': { clientId: ID, key: 'theme', value: null },
  'read:mark': { sessionId: ID, seq: 1 },
  'session:create': { clientId: ID, usernames: ['bob'], title: null },
  'session:rename': { sessionId: ID, clientId: ID, title: 'x' },
  'session:add-members': { sessionId: ID, clientId: ID, usernames: ['bob'] },
  'session:remove-member': { sessionId: ID, clientId: ID, userId: ID },
  'session:members': { sessionId: ID, cursor: null, limit: 10 },
  'typing:say': { sessionId: ID, on: true },
  'presence:watch': { people: [{ sessionId: ID, userId: ID }] },
  'receipts:get': { sessionId: ID },
  'user:find': { username: 'bob' },
  'device:list': {},
  'device:revoke': { deviceId: ID },
};
const EVENTS = Object.keys(CLIENT_EVENTS) as ClientEvent[];

/** Values that no field of these names takes. */
const WRONG: Record<string, readonly unknown[]> = {
  sessionId: ['', 'x', 7, null, `${ID} `, '../..', { $ne: 1 }],
  clientId: ['', 'x', 7, null, ['a']],
  userId: ['', null, true],
  deviceId: ['', null, 1.5],
  zone: ['', 5, null, '+02:00', 'Europe/Atlantis', "UTC'--", 'x'.repeat(65)],
  after: [-1, 1.5, 2 ** 53, '1', null],
  epoch: ['', 5, 'x'.repeat(65)],
  checkpoint: [-1, 1.5, 2 ** 53, '1', null],
  seq: [-1, 0.5, 2 ** 53, '1', null],
  limit: [0, -1, 1e9, '10', 1.5],
  ranges: [[], null, {}, [5], [{ from: 2, to: 1 }], [{ from: 1, to: 100_001 }], [{ from: 1, to: 1, x: 1 }]],
  base: [-1, 1.5, null],
  digest: ['', 5, '0123456789ABCDEF', '0123456789abcdef0'],
  maxBacklog: [0, -5, 'x'],
  cursor: ['', 'x'.repeat(201), 5],
  anchor: [null, {}, { at: 'middle' }, { at: 'before' }, { at: 'before', seq: -1 }, { at: 'newest', seq: 1 }],
  key: ['', 'x'.repeat(201), 5, null, ['a']],
  value: [5, ['a'], {}, 'x'.repeat(LIMITS.ownValueBytes + 1)],
  text: [null, 5, ['a'], { toString: 'x' }],
  target: [0, -1, 1.5, 2 ** 53, '1', null],
  targetClientId: ['', 'x', 7, null],
  replyTo: [0, -1, 1.5, '1', null],
  mentions: [null, 'bob', [5], ['x'], Array.from({ length: 51 }, () => ID)],
  forwardOf: [null, {}, { sessionId: ID }, { sessionId: ID, seq: 0 }, { sessionId: 'x', seq: 1 }],
  emoji: ['', 'a', '1', '#', ' ', '👍👍', '<b>', 5, null, '👍'.repeat(20)],
  on: ['', 0, 1, null, 'true'],
  people: [null, 'x', [5], [{ sessionId: ID }], Array.from({ length: 101 }, () => ({ sessionId: ID, userId: ID }))],
  title: ['', '   ', '\u200b', 'x'.repeat(81), 5, {}],
  usernames: [[], null, 'bob', [5], ['x'.repeat(33)], Array.from({ length: 201 }, () => 'bob')],
  username: ['', null, 5, 'x'.repeat(33)],
};

let server: TestServer;
let client: TestClient;
beforeAll(async () => {
  server = await TestServer.start({ env: { RATE_DEVICE: '100000', RATE_USER: '100000' } });
  client = (await server.online('alice')).client;
});
afterAll(() => server.close());

async function refusal(event: string, ...args: unknown[]): Promise<string> {
  const answer = (await client.raw(event, ...args)) as Failure;
  expect(answer.ok).toBe(false);
  expect(typeof answer.message).toBe('string');
  expect(client.socket.connected).toBe(true);
  return answer.code;
}

describe.each(EVENTS)('%s', (event) => {
  it('answers every malformed request, and the connection stays', async () => {
    const good = GOOD[event];
    const whole: unknown[] = [null, undefined, 5, 'text', true, [], [good], { ...good, unknown: 1 }, Buffer.from('x')];
    if (Object.keys(good).length > 0) whole.push({});
    for (const bad of whole) expect(await refusal(event, bad)).toBe('bad-request');
    expect(await refusal(event)).toBe('bad-request');
    expect(await refusal(event, good, good)).toBe('bad-request');
    for (const [field, value] of Object.entries(good)) {
      void value;
      for (const wrong of WRONG[field] ?? []) {
        const code = await refusal(event, { ...good, [field]: wrong });
        expect([field, wrong, code]).toEqual([field, wrong, 'bad-request']);
      }
    }
  });

  it('ignores a request without a callback, and the connection stays', async () => {
    client.socket.emit(event, GOOD[event]);
    client.socket.emit(event);
    expect(await client.ask('user:find', { username: 'bob' })).toMatchObject({ ok: true });
  });
});

describe('what is well formed but cannot be', () => {
  it.each([
    ['message:send', 'target-unknown'],
    ['message:edit', 'session-unknown'],
    ['message:recall', 'session-unknown'],
    ['message:react', 'session-unknown'],
    ['message:pin', 'session-unknown'],
    ['history:changes', 'session-unknown'],
    ['read:mark', 'session-unknown'],
    ['history:page', 'session-unknown'],
    ['session:rename', 'session-unknown'],
    ['session:add-members', 'session-unknown'],
    ['session:remove-member', 'session-unknown'],
    ['session:members', 'session-unknown'],
    ['device:revoke', 'device-unknown'],
  ] as const)('%s answers %s', async (event, code) => {
    expect(await refusal(event, GOOD[event])).toBe(code);
  });

  it.each(['', 'message', 'message:sent', 'constructor', '__proto__', 'toString', 'hello', 'sync:push'])(
    'an event that there is not: %j',
    async (event) => {
      expect(await refusal(event, {})).toBe('bad-request');
    },
  );

  it('names nobody has, also ones that cannot be names', async () => {
    for (const username of ['nobody', 'a\0b', 'x', "bob'--", '%', 'bób']) {
      expect(await refusal('user:find', { username })).toBe('user-unknown');
    }
    const answer = await client.request('session:create', {
      clientId: uuidv7(),
      usernames: ['bob', 'zed'],
      title: 'x',
    });
    expect(answer).toMatchObject({ ok: false, code: 'user-unknown', detail: 'zed' });
    expect(await refusal('session:create', { clientId: ID, usernames: ['alice'], title: 'x' })).toBe('bad-request');
  });

  it('texts that are too long, up to a very large paste, and texts of nothing (O-15)', async () => {
    const send = (text: string) => refusal('message:send', { sessionId: ID, clientId: uuidv7(), text });
    expect(await send('x'.repeat(LIMITS.textBytes + 1))).toBe('text-too-long');
    expect(await send('ä'.repeat(LIMITS.textBytes / 2 + 1))).toBe('text-too-long');
    expect(await send('x'.repeat(900_000))).toBe('text-too-long');
    expect(await send(' \n\u200b')).toBe('text-empty');
    expect(await send('')).toBe('text-empty');
    expect(await send('x'.repeat(LIMITS.textBytes))).toBe('session-unknown');
  });

  it('takes ids in either case as the same id', async () => {
    const created = await client.ask('session:create', { clientId: uuidv7(), usernames: ['BOB'], title: null });
    const sessionId = created.entry.sessionId.toUpperCase();
    const clientId = uuidv7();
    const first = await client.ask('message:send', { sessionId, clientId: clientId.toUpperCase(), text: 'a' });
    const again = await client.ask('message:send', { sessionId: created.entry.sessionId, clientId, text: 'a' });
    expect(again.entry).toEqual(first.entry);
  });

  it('stores text that the database could not hold in a form that it can', async () => {
    const { entry } = await client.ask('session:create', { clientId: uuidv7(), usernames: ['bob'], title: null });
    const sent = await client.ask('message:send', {
      sessionId: entry.sessionId,
      clientId: uuidv7(),
      text: 'a\0\ud800',
    });
    expect(sent.entry.body).toEqual({ kind: 'message', text: 'a\ufffd\ufffd' });
  });
});
