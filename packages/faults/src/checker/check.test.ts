import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '../history/events.ts';
import type { Outcome, StoredEntry } from '../history/outcome.ts';
import { checkRun } from './check.ts';
import { countsOf } from './counts.ts';
import { lifeOf } from './life.ts';
import type { Rule } from './violation.ts';

/**
 * A small run that kept every promise, to be spoilt: ann's device a and bob's device b in one session. The entry c0
 * made it; then a sends m1 and m2, b sends m3. a's first asking for m1 gets no answer.
 */
function goodRun() {
  const session = 's';
  const of = (deviceId: string, clientId: string) => ({ deviceId, sessionId: session, clientId });
  const applied = (deviceId: string, seq: number, clientId: string): HistoryEvent => {
    return { kind: 'applied', ...of(deviceId, clientId), seq, by: 'apply' };
  };
  const moved = (deviceId: string, checkpoint: number, by = 'apply'): HistoryEvent => {
    return { kind: 'moved', deviceId, epoch: 'e', checkpoint, by };
  };
  const history: HistoryEvent[] = [
    moved('a', 0, 'replace'),
    moved('b', 0, 'replace'),
    applied('a', 1, 'c0'),
    moved('a', 1),
    applied('b', 1, 'c0'),
    moved('b', 1),
    { kind: 'sent', ...of('a', 'm1') },
    { kind: 'asked', ...of('a', 'm1') },
    { kind: 'fault', fault: 'cut', target: 'link a', ends: false },
    { kind: 'sent', ...of('a', 'm2') },
    { kind: 'asked', ...of('a', 'm1') },
    { kind: 'acknowledged', ...of('a', 'm1'), seq: 2 },
    { kind: 'asked', ...of('a', 'm2') },
    applied('b', 2, 'm1'),
    moved('b', 2),
    { kind: 'acknowledged', ...of('a', 'm2'), seq: 3 },
    { kind: 'died', deviceId: 'a' },
    { kind: 'sent', ...of('b', 'm3') },
    { kind: 'asked', ...of('b', 'm3') },
    { kind: 'acknowledged', ...of('b', 'm3'), seq: 4 },
    applied('b', 3, 'm2'),
    applied('b', 4, 'm3'),
    moved('b', 4),
    { kind: 'opened', deviceId: 'a' },
    applied('a', 2, 'm1'),
    applied('a', 3, 'm2'),
    applied('a', 4, 'm3'),
    moved('a', 4),
  ];
  const timeline: StoredEntry[] = [
    { seq: 1, kind: 'session-created', clientId: 'c0', authorId: 'ann', setsMode: null },
    { seq: 2, kind: 'message', clientId: 'm1', authorId: 'ann', setsMode: null },
    { seq: 3, kind: 'message', clientId: 'm2', authorId: 'ann', setsMode: null },
    { seq: 4, kind: 'message', clientId: 'm3', authorId: 'bob', setsMode: null },
  ];
  const references = timeline.map(({ seq }) => ({ syncSeq: seq, sessionId: session, seq }));
  const end = (deviceId: string, userId: string, unread: number) => ({
    deviceId,
    userId,
    position: { epoch: 'e', checkpoint: 4 },
    waiting: [] as string[],
    audit: { checked: 4, repaired: 0, lost: 0, resynced: false },
    sessions: new Map([
      [session, { from: 1, to: 4, readSeq: 1, unread, entries: new Map(timeline.map((e) => [e.seq, e.clientId])) }],
    ]),
  });
  const devices: [ReturnType<typeof end>, ReturnType<typeof end>] = [end('a', 'ann', 1), end('b', 'bob', 2)];
  const outcome = {
    epoch: 'e',
    timelines: new Map([[session, timeline]]),
    stays: new Map([
      [
        session,
        new Map([
          ['ann', [{ joined: 1, from: 1, to: null as number | null }]],
          ['bob', [{ joined: 1, from: 1, to: null }]],
        ]),
      ],
    ]),
    syncTimelines: new Map(['a', 'b'].map((id) => [id, { head: 4, references }])),
    devices,
  } satisfies Outcome;
  return { history, outcome, timeline, applied, moved, of };
}

type Run = ReturnType<typeof goodRun>;

const rulesOf = ({ history, outcome }: Run) => [...new Set(checkRun(history, outcome).map(({ rule }) => rule))].sort();

function indexOf(run: Run, fits: (event: HistoryEvent) => boolean): number {
  const at = run.history.findIndex(fits);
  if (at === -1) throw new Error('the run has no such event');
  return at;
}

const isApplied = (deviceId: string, seq: number) => (event: HistoryEvent) =>
  event.kind === 'applied' && event.deviceId === deviceId && event.seq === seq;

/** What is done to the good run, and every rule that then is broken. */
const SPOILT: readonly (readonly [what: string, rules: readonly Rule[], spoil: (run: Run) => void])[] = [
  [
    'a device finds by its audit that it had something else',
    ['audited'],
    ({ outcome }) => {
      outcome.devices[0].audit = { checked: 4, repaired: 1, lost: 0, resynced: false };
    },
  ],
  [
    'a device finds by its audit that it was told otherwise',
    ['audited'],
    ({ outcome }) => {
      outcome.devices[1].audit = { checked: 4, repaired: 0, lost: 0, resynced: true };
    },
  ],
  [
    'an acknowledged entry is lost, with all that followed it',
    ['acknowledged-is-stored', 'converged', 'one-order', 'sent-is-settled', 'checkpoint-forward'],
    ({ timeline, outcome }) => {
      timeline.pop();
      for (const id of ['a', 'b']) outcome.syncTimelines.set(id, { head: 3, references: [] });
    },
  ],
  [
    'an acknowledgement names another place than the entry has',
    ['acknowledged-is-stored'],
    (run) => {
      const at = indexOf(run, (event) => event.kind === 'acknowledged' && event.clientId === 'm3');
      run.history[at] = { kind: 'acknowledged', ...run.of('b', 'm3'), seq: 3 };
    },
  ],
  [
    'a message is stored twice, and shown twice',
    ['applied-once', 'stored-once', 'fanned-out', 'converged'],
    ({ timeline, history, applied }) => {
      timeline.push({ seq: 5, kind: 'message', clientId: 'm1', authorId: 'ann', setsMode: null });
      history.push(applied('a', 5, 'm1'));
    },
  ],
  [
    'something is stored that nobody sent',
    ['stored-was-sent', 'fanned-out', 'converged'],
    ({ timeline }) => timeline.push({ seq: 5, kind: 'message', clientId: 'm9', authorId: 'ann', setsMode: null }),
  ],
  [
    'a message that was refused for good is stored',
    ['stored-was-sent'],
    (run) => {
      const at = indexOf(run, (event) => event.kind === 'acknowledged' && event.clientId === 'm2');
      run.history[at] = { kind: 'refused', code: 'not-a-member', ...run.of('a', 'm2') };
    },
  ],
  [
    'a sent message has vanished without an answer',
    ['sent-is-settled'],
    ({ history, of }) => history.push({ kind: 'sent', ...of('a', 'm8') }),
  ],
  [
    'a stored message still waits in the outbox',
    ['sent-is-settled'],
    ({ outcome }) => outcome.devices[0].waiting.push('m2'),
  ],
  [
    'a timeline has a hole',
    ['dense', 'acknowledged-is-stored', 'fanned-out', 'one-order', 'converged'],
    ({ timeline }) => (timeline[3] = { seq: 5, kind: 'message', clientId: 'm3', authorId: 'bob', setsMode: null }),
  ],
  [
    'two devices have two entries in one place',
    ['one-order', 'applied-once'],
    (run) => (run.history[indexOf(run, isApplied('a', 3))] = run.applied('a', 3, 'm3')),
  ],
  [
    'a later message of a device overtook an earlier one',
    ['sender-order', 'acknowledged-is-stored', 'one-order', 'converged', 'real-time-order'],
    ({ timeline }) => {
      timeline[1] = { seq: 2, kind: 'message', clientId: 'm2', authorId: 'ann', setsMode: null };
      timeline[2] = { seq: 3, kind: 'message', clientId: 'm1', authorId: 'ann', setsMode: null };
    },
  ],
  [
    'a message stands before one that was acknowledged before it was asked for',
    ['real-time-order'],
    (run) => {
      const ack = run.history.splice(
        indexOf(run, (event) => event.kind === 'acknowledged' && event.clientId === 'm3'),
        1,
      );
      run.history.splice(
        indexOf(run, (event) => event.kind === 'asked' && event.clientId === 'm2'),
        0,
        ...ack,
      );
    },
  ],
  [
    'an entry is applied a second time',
    ['applied-once'],
    ({ history, applied }) => history.push(applied('a', 4, 'm3')),
  ],
  [
    'a device applied two entries the wrong way round',
    ['applied-in-order'],
    (run) => {
      const at = indexOf(run, isApplied('a', 2));
      run.history.splice(at, 2, run.applied('a', 3, 'm2'), run.applied('a', 2, 'm1'));
    },
  ],
  [
    'the checkpoint is moved before the entry is written',
    ['checkpoint-within-applied'],
    (run) => {
      const [move] = run.history.splice(
        indexOf(run, (event) => event.kind === 'moved' && event.deviceId === 'b' && event.checkpoint === 2),
        1,
      );
      if (move) run.history.splice(indexOf(run, isApplied('b', 2)), 0, move);
    },
  ],
  [
    'the disk lost entries below its checkpoint and the checkpoint moved on',
    ['checkpoint-within-applied'],
    (run) => run.history.splice(indexOf(run, isApplied('a', 3)), 1),
  ],
  [
    'the checkpoint of a session in pull mode passed a hole',
    ['followed-within-applied'],
    ({ history }) =>
      history.push({ kind: 'followed', deviceId: 'a', sessionId: 's', from: 3, to: 5, by: 'applySession' }),
  ],
  [
    'the checkpoint of a session in pull mode went back',
    ['followed-within-applied'],
    ({ history }) =>
      history.push({ kind: 'followed', deviceId: 'a', sessionId: 's', from: 3, to: 2, by: 'applySession' }),
  ],
  [
    'a checkpoint went back',
    ['checkpoint-forward'],
    ({ history, moved }) => history.push(moved('a', 3), moved('a', 4)),
  ],
  [
    'a checkpoint ran ahead of its timeline',
    ['checkpoint-forward'],
    ({ history, moved }) => history.push(moved('a', 5)),
  ],
  [
    'a device never heard of the last entry',
    ['converged'],
    ({ outcome }) => {
      outcome.devices[1].position = { epoch: 'e', checkpoint: 3 };
      outcome.devices[1].sessions.get('s')?.entries.delete(4);
    },
  ],
  [
    'one who left is still given what comes, and shown it',
    ['within-rights', 'converged'],
    ({ outcome }) => outcome.stays.get('s')?.set('bob', [{ joined: 1, from: 1, to: 3 }]),
  ],
  [
    'an entry was stored and not fanned out to a device, which found it in the history',
    ['fanned-out'],
    ({ outcome }) => {
      const named = outcome.syncTimelines.get('b')?.references.filter(({ seq }) => seq !== 3) ?? [];
      outcome.syncTimelines.set('b', { head: 4, references: named });
    },
  ],
  ['a device does not know a session', ['converged'], ({ outcome }) => outcome.devices[1].sessions.delete('s')],
  [
    'a device counts a message as unread that it has read',
    ['converged'],
    ({ outcome }) => {
      const held = outcome.devices[0].sessions.get('s');
      if (held) held.unread = 2;
    },
  ],
];

describe('the checker', () => {
  it('has nothing to say about a run that kept every promise', () => {
    expect(rulesOf(goodRun())).toEqual([]);
  });

  it.each(SPOILT)('finds that %s', (_what, rules, spoil) => {
    const run = goodRun();
    spoil(run);
    expect(rulesOf(run)).toEqual([...rules].sort());
  });

  it('knows that an asking without an answer may have been taken, whatever a later one was told', () => {
    const run = goodRun();
    const at = indexOf(run, (event) => event.kind === 'acknowledged' && event.clientId === 'm1');
    run.history[at] = { kind: 'refused', code: 'not-a-member', ...run.of('a', 'm1') };
    expect(rulesOf(run)).toEqual([]);
  });

  it('knows the two modes: in pull mode no message costs a sync entry, and a switch always does', () => {
    const run = goodRun();
    const [first] = run.timeline;
    if (first) run.timeline[0] = { ...first, setsMode: 'pull' };
    const found = checkRun(run.history, run.outcome).filter(({ rule }) => rule === 'fanned-out');
    expect(found.map(({ deviceId, seq }) => `${deviceId} ${seq}`)).toEqual(['a 2', 'a 3', 'a 4', 'b 2', 'b 3', 'b 4']);
    for (const id of ['a', 'b']) {
      run.outcome.syncTimelines.set(id, { head: 1, references: [{ syncSeq: 1, sessionId: 's', seq: 1 }] });
    }
    expect(rulesOf(run)).not.toContain('fanned-out');
    run.timeline.push({ seq: 5, kind: 'mode-changed', clientId: null, authorId: null, setsMode: 'push' });
    expect(rulesOf(run)).toContain('fanned-out');
  });

  it('takes a snapshot for what lies below its checkpoint', () => {
    const run = goodRun();
    run.history.splice(
      0,
      run.history.length,
      run.moved('a', 3, 'replace'),
      run.applied('a', 4, 'm3'),
      run.moved('a', 4),
    );
    const found = checkRun(run.history, run.outcome).filter(({ rule }) => rule === 'checkpoint-within-applied');
    expect(found).toEqual([]);
  });

  it('tells the whole life of the entry, with the faults in it', () => {
    const run = goodRun();
    run.timeline.pop();
    const [found] = checkRun(run.history, run.outcome).filter(({ clientId }) => clientId === 'm3');
    if (!found) throw new Error('nothing was found');
    const life = lifeOf({ ...found, clientId: 'm1', seq: null }, run.history, run.outcome).map((line) => line.trim());
    expect(life).toEqual([
      'acknowledged-is-stored: was acknowledged at 4 and is lost',
      'session s client id m1 seq 2 device b',
      '6  sent by device a',
      '7  asked by device a',
      '8  -- cut link a',
      '10  asked by device a',
      '11  acknowledged to device a at 2',
      '13  applied on device b at 2 as m1 (apply)',
      '24  applied on device a at 2 as m1 (apply)',
      'in the end: stored at 2',
    ]);
  });

  it('counts what the run was made of', () => {
    const { history, outcome } = goodRun();
    expect(countsOf(history, outcome)).toMatchObject({
      devices: 2,
      sends: 3,
      'attempts repeated': 1,
      acknowledgements: 3,
      'stored entries': 4,
      applications: 8,
      'device deaths': 1,
      'fault: cut': 1,
    });
  });
});
