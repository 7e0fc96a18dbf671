import { type Entry, type OutboxItem, type Range, statesOf } from '@tidemark/sync-client';
import { describe, expect, it } from 'vitest';
import { buildRows, type MessageRow, type Row, type RowsInput, sizeKey } from './rows.ts';

const start = Date.UTC(2026, 10, 24, 20, 0);
const minute = 60_000;

const message = (seq: number, authorId: string, at = start + seq * 1000, clientId: string | null = null): Entry => ({
  sessionId: 's',
  seq,
  authorId,
  clientId,
  at,
  body: { kind: 'message', text: `text ${seq}` },
});
const queued = (clientId: string, state: OutboxItem['state'] = { kind: 'queued' }): OutboxItem => ({
  order: 1,
  clientId,
  sessionId: 's',
  action: { kind: 'send', text: `queued ${clientId}` },
  createdAt: start + 20_000,
  state,
});

function rowsOf(
  entries: readonly Entry[],
  rest: Partial<RowsInput> & { gapsShown?: readonly Range[]; pending?: readonly OutboxItem[] } = {},
): readonly Row[] {
  return buildRows({
    data: {
      entries,
      gaps: rest.gapsShown ?? [],
      states: statesOf(entries),
      quoted: new Map(),
      pending: rest.pending ?? [],
      pinned: [],
      users: new Map(),
    },
    window: { from: 1, to: null },
    extent: { floor: 1, newest: 100 },
    gaps: rest.gapsShown ?? [],
    selfId: 'me',
    mark: null,
    style: { zone: 'UTC', locale: 'en-GB' },
    ...rest,
  });
}
const messages = (rows: readonly Row[]) => rows.filter((row): row is MessageRow => row.kind === 'message');

const change = (seq: number, body: Entry['body']): Entry => ({ ...message(seq, 'emi', 0), body });

describe('changes', () => {
  it('are no rows: what is in force shows on the message', () => {
    const rows = rowsOf([message(1, 'emi', 0), change(2, { kind: 'edited', target: 1, text: 'better' })]);
    expect(rows.map(({ kind }) => kind)).toEqual(['beginning', 'message']);
    expect(rows[1]).toMatchObject({ seq: 1, text: 'better', recalled: false });
  });

  it('a recalled message keeps its place and says nothing', () => {
    const by = change(3, { kind: 'recalled', target: 1, targetAuthorId: 'emi' });
    const rows = messages(rowsOf([message(1, 'emi', 0), message(2, 'emi', 1), by]));
    expect(rows.map(({ seq, text, recalled }) => [seq, text === '', recalled])).toEqual([
      [1, true, true],
      [2, false, false],
    ]);
  });
});

describe('grouping', () => {
  it('joins one author within five minutes and opens a new group after', () => {
    const rows = messages(
      rowsOf([
        message(1, 'emi', start),
        message(2, 'emi', start + 4 * minute),
        message(3, 'emi', start + 9 * minute),
        message(4, 'otto', start + 9 * minute),
      ]),
    );
    expect(rows.map((row) => [row.first, row.last])).toEqual([
      [true, false],
      [false, true],
      [true, true],
      [true, true],
    ]);
  });

  it('is not broken by a switch of the mode, which nobody sees', () => {
    const mode: Entry = { ...message(2, 'emi'), authorId: null, body: { kind: 'mode-changed', mode: 'pull' } };
    const rows = rowsOf([message(1, 'emi'), mode, message(3, 'emi')]);
    expect(messages(rows).map((row) => [row.first, row.last])).toEqual([
      [true, false],
      [false, true],
    ]);
    expect(rows.filter((row) => row.kind === 'system')).toEqual([]);
  });

  it('is broken by whatever stands between', () => {
    const left: Entry = { ...message(2, 'otto'), body: { kind: 'member-left', memberId: 'otto' } };
    expect(messages(rowsOf([message(1, 'emi'), left, message(3, 'emi')])).every((row) => row.first && row.last)).toBe(
      true,
    );
    expect(
      messages(rowsOf([message(1, 'emi'), message(9, 'emi')], { gapsShown: [{ from: 2, to: 8 }] })).every(
        (row) => row.first,
      ),
    ).toBe(true);
  });
});

describe('day lines', () => {
  const late = message(1, 'emi', Date.UTC(2026, 10, 24, 22, 59));
  const later = message(2, 'emi', Date.UTC(2026, 10, 24, 23, 1));

  it('follow the viewer’s zone', () => {
    const inUtc = messages(rowsOf([late, later]));
    expect(inUtc.map((row) => row.day !== null)).toEqual([true, false]);
    const inBerlin = messages(rowsOf([late, later], { style: { zone: 'Europe/Berlin' } }));
    expect(inBerlin.map((row) => row.day !== null)).toEqual([true, true]);
    expect(inBerlin[1]?.first).toBe(true);
  });
});

describe('day lines at an unknown edge', () => {
  it('are not drawn, so that they need not be taken back when the page before comes', () => {
    const cut = messages(rowsOf([message(90, 'emi')], { window: { from: 90, to: null } }));
    const behindGap = messages(rowsOf([message(40, 'emi')], { gapsShown: [{ from: 1, to: 39 }] }));
    expect([cut[0]?.day, behindGap[0]?.day]).toEqual([null, null]);
    expect(messages(rowsOf([message(1, 'emi')]))[0]?.day).toBe(start + 1000);
  });
});

describe('the mark of what is new', () => {
  it('stands once, on the first unread message of another', () => {
    const rows = messages(
      rowsOf([message(1, 'emi'), message(2, 'me'), message(3, 'emi'), message(4, 'emi')], {
        mark: { after: 1, count: 2 },
      }),
    );
    expect(rows.map((row) => row.divider)).toEqual([null, null, 2, null]);
    expect(rows[2]?.first).toBe(true);
  });
});

describe('gaps', () => {
  it('stand where they are and know their whole extent', () => {
    const rows = rowsOf([message(41, 'emi'), message(60, 'emi')], {
      window: { from: 21, to: null },
      gapsShown: [
        { from: 21, to: 40 },
        { from: 42, to: 59 },
      ],
      gaps: [
        { from: 3, to: 40 },
        { from: 42, to: 59 },
      ],
    });
    expect(rows.map((row) => row.kind)).toEqual(['gap', 'message', 'gap', 'message']);
    expect(rows[0]).toMatchObject({ key: 'gap:3', range: { from: 21, to: 40 }, whole: { from: 3, to: 40 } });
  });

  it('come last when nothing after them is held', () => {
    expect(rowsOf([message(1, 'emi')], { gapsShown: [{ from: 2, to: 100 }] }).at(-1)?.kind).toBe('gap');
  });

  it('show the beginning only at the floor', () => {
    expect(rowsOf([], { window: { from: 1, to: null } })[0]?.kind).toBe('beginning');
    expect(rowsOf([message(2, 'emi')], { window: { from: 2, to: null } })[0]?.kind).toBe('message');
  });
});

describe('the beginning', () => {
  const above = (entries: readonly Entry[], floor: number) => {
    const [row] = rowsOf(entries, { extent: { floor, newest: 100 }, window: { from: floor, to: null } });
    return row?.kind === 'beginning' ? row.why : null;
  };
  const joining = (memberIds: readonly string[]): Entry['body'] => ({
    kind: 'members-added',
    memberIds,
    memberCount: 3,
    sessionKind: 'group',
    title: 'Tides',
    visibleFrom: 7,
    mode: 'push',
  });

  it('RT-9 says why nothing lies above: it begins here, one joined here, or it has expired', () => {
    expect(above([message(1, 'emi')], 1)).toBe('start');
    expect(above([change(7, joining(['zoe', 'me']))], 7)).toBe('joined');
    expect(above([change(7, joining(['zoe']))], 7)).toBe('expired');
    expect(above([message(7, 'emi')], 7)).toBe('expired');
    expect(above([change(7, { kind: 'expired', upTo: 6, lastAt: 0 })], 7)).toBe('expired');
    expect(above([message(9, 'emi')], 7)).toBe('unknown');
  });
});

describe('own messages', () => {
  it('keep one key from sending to stored', () => {
    const sending = messages(rowsOf([message(1, 'emi')], { pending: [queued('a')] })).at(-1);
    const accepted = messages(
      rowsOf([message(1, 'emi')], { pending: [queued('a', { kind: 'stored', seq: 2, at: start })] }),
    ).at(-1);
    const arrived = messages(rowsOf([message(1, 'emi'), message(2, 'me', start, 'a')])).at(-1);
    expect([sending?.key, accepted?.key, arrived?.key]).toEqual(['c:a', 'c:a', 'c:a']);
    expect([sending?.state?.kind, accepted?.state?.kind, arrived?.state?.kind]).toEqual([
      'sending',
      'stored',
      'stored',
    ]);
    expect([sending?.seq, accepted?.seq, arrived?.seq]).toEqual([null, 2, 2]);
  });

  it('stand once while both the entry and its outbox item are there', () => {
    const rows = messages(rowsOf([message(2, 'me', start, 'a')], { pending: [queued('a'), queued('b')] }));
    expect(rows.map((row) => row.key)).toEqual(['c:a', 'c:b']);
  });

  it('wait below the newest only, not below a stretch of the past', () => {
    expect(messages(rowsOf([message(1, 'emi')], { window: { from: 1, to: 50 }, pending: [queued('a')] }))).toHaveLength(
      1,
    );
  });

  it('say why they were refused; markers are no rows', () => {
    const refused = queued('a', { kind: 'refused', code: 'not-a-member' });
    const marker: OutboxItem = { ...queued('m'), action: { kind: 'read', seq: 3 } };
    const rows = messages(rowsOf([], { pending: [refused, marker] }));
    expect(rows.map((row) => row.state)).toEqual([{ kind: 'refused', code: 'not-a-member' }]);
  });
});

it('gives every row a key of its own', () => {
  const entries = Array.from({ length: 60 }, (_, i) => message(i + 1, i % 3 ? 'emi' : 'me', start + i * 1000, `c${i}`));
  const keys = rowsOf(entries, { pending: [queued('x'), queued('y')] }).map((row) => row.key);
  expect(new Set(keys).size).toBe(keys.length);
});

it('draws the first row of a window as it is drawn in the midst of a longer one', () => {
  const entries = Array.from({ length: 60 }, (_, n) => message(n + 1, 'ann', start + n * 20_000));
  const whole = rowsOf(entries);
  for (const from of [2, 20, 41, 50]) {
    const cut = rowsOf(entries.slice(Math.max(0, from - 41)), { window: { from, to: null } });
    expect(cut).toEqual(whole.slice(-cut.length));
    expect(cut[0]).toMatchObject({ seq: from, first: false, day: null });
  }
});

it('remembers the height of a row by what stands above it too', () => {
  const [alone] = messages(rowsOf([message(90, 'ann', start + 90_000)], { window: { from: 90, to: null } }));
  const joined = messages(rowsOf([message(89, 'ann', start + 89_000), message(90, 'ann', start + 90_000)]))[1];
  const divided = messages(rowsOf([message(90, 'ann', start + 90_000)], { mark: { after: 80, count: 2 } }))[0];
  expect(new Set([alone, joined, divided].map((row) => row?.key)).size).toBe(1);
  expect(new Set([alone, joined, divided].map(sizeKey)).size).toBe(3);
});
