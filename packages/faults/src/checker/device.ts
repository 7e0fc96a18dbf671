import type { SeqId } from '@tidemark/timeline';
import { type History, type HistoryEvent, eventsOf } from '../history/events.ts';
import { groupBy } from '../history/group-by.ts';
import { type Check, type Violation, violation } from './violation.ts';

/** The store's method by which entries come from the sync timeline: each once. */
const SYNC = 'apply';
/** The method that puts a snapshot in place: what lies at or below its checkpoint is told by it. */
const SNAPSHOT = 'replace';
/** The method that applies a frame of a session in pull mode. */
const FRAME = 'applySession';

function byDevice(history: History): ReadonlyMap<string, readonly HistoryEvent[]> {
  const own = history.flatMap((event) => ('deviceId' in event ? [event] : []));
  return groupBy(own, (event) => [event.deviceId, event]);
}

/** No message stands twice on a device, and its sync timeline brings each entry once. */
export const appliedOnce: Check = (history) =>
  [...byDevice(history).values()].flatMap((events) => {
    const found: Violation[] = [];
    const places = new Map<string, SeqId>();
    const synced = new Set<string>();
    for (const { event } of eventsOf(events, 'applied')) {
      const { sessionId, clientId, seq, by } = event;
      const place = `${sessionId} ${seq}`;
      if (by === SYNC && synced.has(place)) found.push(violation('applied-once', `was applied twice at ${seq}`, event));
      if (by === SYNC) synced.add(place);
      if (clientId === null) continue;
      const before = places.get(`${sessionId} ${clientId}`) ?? seq;
      if (before !== seq) found.push(violation('applied-once', `stands at ${before} and at ${seq}`, event));
      places.set(`${sessionId} ${clientId}`, before);
    }
    return found;
  });

/** A sync timeline tells of each session in the order of its SeqIds. */
export const appliedInOrder: Check = (history) =>
  [...byDevice(history).values()].flatMap((events) => {
    const found: Violation[] = [];
    const last = new Map<string, SeqId>();
    for (const { event } of eventsOf(events, 'applied')) {
      if (event.by !== SYNC) continue;
      const before = last.get(event.sessionId) ?? 0;
      if (event.seq < before) found.push(violation('applied-in-order', `came after ${before}`, event));
      last.set(event.sessionId, Math.max(before, event.seq));
    }
    return found;
  });

/**
 * At every instant the checkpoint covers only what is on the disk. A snapshot vouches for what lies at or below its
 * own checkpoint; from there on every entry that the sync timeline names must be there when the checkpoint passes it.
 */
export const checkpointWithinApplied: Check = (history, { syncTimelines }) =>
  [...byDevice(history)].flatMap(([deviceId, events]) => {
    const references = syncTimelines.get(deviceId)?.references ?? [];
    const found: Violation[] = [];
    const disk = new Map<string, Set<SeqId>>();
    let checkpoint = 0;
    for (const event of events) {
      if (event.kind === 'applied') {
        const held = disk.get(event.sessionId) ?? new Set();
        disk.set(event.sessionId, held.add(event.seq));
      }
      if (event.kind === 'forgot') disk.delete(event.sessionId);
      if (event.kind !== 'moved') continue;
      if (event.by !== SNAPSHOT) {
        for (const { syncSeq, sessionId, seq } of references) {
          if (syncSeq <= checkpoint || syncSeq > event.checkpoint || disk.get(sessionId)?.has(seq)) continue;
          const message = `is ${syncSeq} of the sync timeline; the checkpoint moved to ${event.checkpoint} without it`;
          found.push(violation('checkpoint-within-applied', message, { deviceId, sessionId, seq }));
        }
      }
      checkpoint = event.checkpoint;
    }
    return found;
  });

/**
 * A frame of a session in pull mode moves the session's checkpoint only over entries that are on the disk, and never
 * back. An answer of the server may move it further: it vouches for what lies between.
 */
export const followedWithinApplied: Check = (history) =>
  [...byDevice(history)].flatMap(([deviceId, events]) => {
    const found: Violation[] = [];
    const disk = new Map<string, Set<SeqId>>();
    for (const event of events) {
      if (event.kind === 'applied') {
        disk.set(event.sessionId, (disk.get(event.sessionId) ?? new Set()).add(event.seq));
      }
      if (event.kind === 'forgot') disk.delete(event.sessionId);
      if (event.kind !== 'followed' || event.by !== FRAME) continue;
      const { sessionId, from, to } = event;
      if (to < from) {
        const message = `the session's checkpoint went back from ${from} to ${to}`;
        found.push(violation('followed-within-applied', message, { deviceId, sessionId, seq: to }));
      }
      for (let seq = from + 1; seq <= to; seq += 1) {
        if (disk.get(sessionId)?.has(seq)) continue;
        const message = `is not on the disk; the session's checkpoint moved from ${from} to ${to} without it`;
        found.push(violation('followed-within-applied', message, { deviceId, sessionId, seq }));
      }
    }
    return found;
  });

/** Within one epoch a checkpoint never goes back, and it never passes the head of its timeline. */
export const checkpointForward: Check = (history, { epoch, syncTimelines }) =>
  [...byDevice(history)].flatMap(([deviceId, events]) => {
    const found: Violation[] = [];
    const head = syncTimelines.get(deviceId)?.head ?? 0;
    let before: Extract<HistoryEvent, { kind: 'moved' }> | null = null;
    for (const { event } of eventsOf(events, 'moved')) {
      if (before?.epoch === event.epoch && event.checkpoint < before.checkpoint) {
        const message = `the checkpoint went from ${before.checkpoint} back to ${event.checkpoint}`;
        found.push(violation('checkpoint-forward', message, { deviceId }));
      }
      if (event.epoch === epoch && event.checkpoint > head) {
        const message = `the checkpoint went to ${event.checkpoint}, past the head ${head}`;
        found.push(violation('checkpoint-forward', message, { deviceId }));
      }
      before = event;
    }
    return found;
  });
