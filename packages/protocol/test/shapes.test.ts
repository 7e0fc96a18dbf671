import { MAX_SEQ } from '@tidemark/timeline';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLIENT_EVENTS, SERVER_EVENTS, failure, failureSchema, textBytes } from '../src/index.ts';

const ID = '5e551011-0000-4000-8000-000000000001';
const frame = { epoch: 'e', head: 3, floor: 1, from: 2, to: 3, items: [], users: [] };

describe('SeqIds on the wire', () => {
  const { request } = CLIENT_EVENTS['sync:pull'];
  const parse = (checkpoint: unknown) => request.safeParse({ epoch: 'e', checkpoint }).success;

  it('O-01 TL-1: are exact up to 2^53 - 1 and refused beyond', () => {
    expect(parse(0)).toBe(true);
    expect(parse(MAX_SEQ)).toBe(true);
    for (const bad of [MAX_SEQ + 1, 2 ** 53 + 2, -1, 1.5, Number.NaN, Infinity, '7', null, 7n]) {
      expect(parse(bad), String(bad)).toBe(false);
    }
  });

  it('O-01 TL-1: survive JSON unchanged over the whole range', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: MAX_SEQ }), (seq) => {
        const sent = JSON.parse(JSON.stringify({ ...frame, head: seq, from: seq, to: seq }));
        expect(SERVER_EVENTS['sync:push'].parse(sent).to).toBe(seq);
      }),
    );
  });
});

describe('questions of an audit', () => {
  const asks = (ranges: readonly unknown[]) =>
    CLIENT_EVENTS['audit:session'].request.safeParse({ sessionId: ID, ranges }).success;
  const many = (count: number, length: number) =>
    Array.from({ length: count }, (_, i) => ({ from: i * length + 1, to: (i + 1) * length }));

  it('AU-3: name a bounded number of ranges and SeqIds, none of them empty', () => {
    expect(asks(many(16, 6_250))).toBe(true);
    for (const bad of [[], many(17, 1), many(16, 6_251), [{ from: 2, to: 1 }], [{ from: 0, to: 1 }]]) {
      expect(asks(bad)).toBe(false);
    }
  });
});

describe('strict at the server, tolerant at the client', () => {
  it('refuses a request with a field it does not know', () => {
    const send = { sessionId: ID, clientId: ID, text: 'hi' };
    expect(CLIENT_EVENTS['message:send'].request.safeParse(send).success).toBe(true);
    expect(CLIENT_EVENTS['message:send'].request.safeParse({ ...send, admin: true }).success).toBe(false);
  });

  it('takes an answer with a field it does not know, without it', () => {
    const parsed = SERVER_EVENTS['sync:push'].parse({ ...frame, digest: 'new' });
    expect(parsed).toEqual(frame);
  });

  it('takes an entry kind of a newer server as one that it cannot show', () => {
    const entry = {
      sessionId: ID,
      seq: 3,
      authorId: null,
      clientId: null,
      at: 1,
      body: { kind: 'poll', question: '?' },
    };
    const parsed = SERVER_EVENTS['sync:push'].parse({ ...frame, items: [{ kind: 'entry', syncSeq: 3, entry }] });
    expect(parsed.items[0]).toMatchObject({ kind: 'entry', entry: { body: { kind: 'unknown' } } });
  });

  it('reads a refusal with a code of a newer server', () => {
    const refusal = { ok: false, code: 'slow-mode', message: 'Wait.', retryable: false };
    expect(failureSchema.parse(refusal).code).toBe('slow-mode');
    expect(failureSchema.parse(failure('too-fast', { retryAfterMs: 5 })).retryable).toBe(true);
  });

  it('names no request that an object with prototype keys can slip through', () => {
    const evil = JSON.parse('{"sessionId":"x","__proto__":{"polluted":1}}');
    for (const { request } of Object.values(CLIENT_EVENTS)) expect(request.safeParse(evil).success).toBe(false);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('text size', () => {
  it('O-15: is counted in bytes, not in characters', () => {
    expect(textBytes('abc')).toBe(3);
    expect(textBytes('潮')).toBe(3);
    expect(textBytes('🌊')).toBe(4);
  });
});
