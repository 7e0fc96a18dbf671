import type { AnswerOf, ClientEvent, RequestOf } from '@tidemark/protocol';
import { type Audited, type DeviceStore, FencedError, type SessionRecord, sizeOf } from '@tidemark/timeline';
import type { AuditResult, AuditState } from '../client.ts';
import type { Clock, Log, Random, Transport, Undo } from '../ports.ts';
import { AUDITED_FOR, dueOf, noteAfter } from './audit-plan.ts';
import { endsDevice } from './codes.ts';
import { type SessionFindings, auditSession } from './session-audit.ts';
import { ANSWER_WITHIN } from './sync-runtime.ts';

/** By itself it begins so long after the device is live, at random between one and five times this, in ms. */
const FIRST_AFTER = 2 * 60_000;

/** By itself it rests about so long between two sessions, in ms. */
const REST = 2_000;

/** How often a question is put again that came too fast. */
const MOST_TRIES = 20;

export type AuditorDeps = {
  readonly store: DeviceStore;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
};

export type AuditorHooks = {
  /** The number under which this tab writes. */
  fence(): number;
  /** The session list is not the server's: a snapshot is to replace it. Resolves when it has. */
  resync(): Promise<boolean>;
  progressed(): void;
  ended(code: string): void;
  fenced(): void;
};

/** One audit of the device. Asked by the user: at once and of everything. Otherwise: with rests, and of what is due. */
type Run = { readonly asked: boolean; stopped: boolean; state: AuditState };

class Stopped extends Error {
  override readonly name = 'Stopped';
}

/** The server refuses a session: it is left out, and the next session list says why. */
class Refused extends Error {
  override readonly name = 'Refused';
}

/**
 * Compares what the device holds with what the server has, by digests, and puts right what differs: rarely by itself,
 * and whenever the user asks. One session at a time, and only while the connection stands (SPEC AU-8, AU-9).
 */
export class Auditor {
  readonly #deps: AuditorDeps;
  readonly #hooks: AuditorHooks;
  readonly #askedAs = new Set<string>();
  #run: Run | null = null;
  #asked: Run | null = null;
  #up = false;
  #live = false;
  #cancelTimer: Undo | null = null;
  #closed = false;

  constructor(deps: AuditorDeps, hooks: AuditorHooks) {
    this.#deps = deps;
    this.#hooks = hooks;
  }

  /** @param up the connection stands; @param live nothing is missing */
  connected(up: boolean, live: boolean): void {
    this.#up = up;
    this.#live = live;
    if (!up) this.#halt();
    if (live && this.#cancelTimer === null && this.#run === null) this.#later(this.#between(FIRST_AFTER, 5));
  }

  /** Begins an audit of everything, or joins the one that was asked for. */
  ask(auditId: string): void {
    if (this.#askedAs.has(auditId)) return;
    if (this.#asked?.state.kind !== 'running') {
      this.#halt();
      this.#askedAs.clear();
      this.#asked = { asked: true, stopped: false, state: { kind: 'running', done: 0, total: 0 } };
      void this.#begin(this.#asked);
    }
    this.#askedAs.add(auditId);
  }

  /** How an audit stands that was asked for; null when it never was, or a later one has taken its place. */
  state(auditId: string): AuditState | null {
    return this.#askedAs.has(auditId) ? (this.#asked?.state ?? null) : null;
  }

  close(): void {
    this.#closed = true;
    this.#halt();
  }

  #halt(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    if (this.#run) this.#run.stopped = true;
    if (this.#asked?.state.kind === 'running') this.#show(this.#asked, { kind: 'failed' });
    this.#run = null;
  }

  #later(inMs: number): void {
    this.#cancelTimer = this.#deps.clock.after(inMs, () => {
      this.#cancelTimer = null;
      void this.#begin({ asked: false, stopped: false, state: { kind: 'running', done: 0, total: 0 } });
    });
  }

  async #begin(run: Run): Promise<void> {
    if (this.#closed || !(run.asked ? this.#up : this.#live)) return this.#show(run, { kind: 'failed' });
    this.#run = run;
    try {
      const result = await this.#audit(run);
      this.#deps.log.note('audited', { asked: run.asked, ...result });
      this.#show(run, { kind: 'done', result });
    } catch (error) {
      this.#failed(run, error);
    }
    if (this.#run !== run) return;
    this.#run = null;
    if (this.#closed) return;
    this.#later(run.state.kind === 'done' ? this.#between(AUDITED_FOR, 1.5) : this.#between(FIRST_AFTER, 5));
  }

  #failed(run: Run, error: unknown): void {
    this.#show(run, { kind: 'failed' });
    if (error instanceof FencedError) return this.#hooks.fenced();
    if (!(error instanceof Stopped)) {
      this.#deps.log.note('audit-failed', { error: error instanceof Error ? error.name : 'unknown' });
    }
  }

  async #audit(run: Run): Promise<AuditResult> {
    const resynced = await this.#auditSync(run);
    const { store, clock } = this.#deps;
    const all = run.asked || resynced;
    const position = await store.position();
    if (position === null) throw new Stopped();
    const noted = await store.audited();
    const { epoch } = position;
    const due = (record: SessionRecord): ReturnType<typeof dueOf> =>
      dueOf(record, all ? null : (noted.get(record.sessionId) ?? null), epoch, clock.now());
    const sessions = (await store.sessions()).toSorted((a, b) => b.lastAt - a.lastAt);
    const total = sessions.reduce((sum, record) => sum + sizeOf(due(record)), 0);
    let result: AuditResult = { checked: 0, repaired: 0, lost: 0, resynced };
    this.#show(run, { kind: 'running', done: 0, total });
    for (const { sessionId } of sessions) {
      const record = await store.session(sessionId);
      const ranges = record ? due(record) : [];
      if (ranges.length === 0) continue;
      if (!run.asked && result.checked > 0) await this.#sleep(run, this.#between(REST / 2, 3));
      const found = await this.#auditOne(run, epoch, sessionId, ranges, all ? null : (noted.get(sessionId) ?? null));
      const checked = result.checked + (found ? sizeOf(ranges) : 0);
      const [repaired, lost] = [result.repaired + (found?.changed ?? 0), result.lost + (found?.lost ?? 0)];
      result = { ...result, checked, repaired, lost };
      this.#show(run, { kind: 'running', done: checked, total: Math.max(total, checked) });
    }
    return result;
  }

  /** Compares what was told of the sync timeline. True when it was not the same, and a snapshot has replaced it. */
  async #auditSync(run: Run): Promise<boolean> {
    const { store, log } = this.#deps;
    const told = await store.syncDigest();
    if (told === null) throw new Stopped();
    const { outcome } = await this.#question(run, 'audit:sync', { ...told });
    // The machine sees to it with the next word of the server.
    if (outcome === 'other-epoch') throw new Stopped();
    if (outcome !== 'different') {
      await store.syncCompared(this.#hooks.fence(), told);
      return false;
    }
    log.note('sync-differs', { base: told.base, checkpoint: told.checkpoint });
    if (!(await this.#hooks.resync()) || run.stopped) throw new Stopped();
    return true;
  }

  /** Null where the server refuses the session. */
  async #auditOne(
    run: Run,
    epoch: string,
    sessionId: string,
    ranges: ReturnType<typeof dueOf>,
    noted: Audited | null,
  ): Promise<SessionFindings | null> {
    const { store, clock, log } = this.#deps;
    const fence = (): number => {
      if (run.stopped) throw new Stopped();
      return this.#hooks.fence();
    };
    try {
      const ask = <E extends ClientEvent>(event: E, payload: RequestOf<E>) => this.#question(run, event, payload);
      const found = await auditSession({ store, epoch, ask, fence }, sessionId, ranges);
      await store.noteAudited(fence(), noteAfter(sessionId, ranges, noted, epoch, clock.now()));
      if (found.changed > 0) log.note('session-repaired', { sessionId, ...found });
      return found;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      log.note('session-not-audited', { sessionId, error: error.name });
      return null;
    }
  }

  /** Asks the server; too fast is asked again. @throws Stopped, Refused */
  async #question<E extends ClientEvent>(run: Run, event: E, payload: RequestOf<E>): Promise<AnswerOf<E>> {
    for (let tries = 1; ; tries += 1) {
      if (run.stopped) throw new Stopped();
      const answer = await this.#deps.transport.request(event, payload, ANSWER_WITHIN);
      if (run.stopped) throw new Stopped();
      if (answer.ok) return answer;
      const { code, retryable, retryAfterMs } = answer;
      if (endsDevice(code)) this.#hooks.ended(code);
      else if (!retryable) throw new Refused(code);
      if (code !== 'too-fast' || tries >= MOST_TRIES) throw new Stopped();
      await this.#sleep(run, retryAfterMs ?? REST);
    }
  }

  async #sleep(run: Run, ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#deps.clock.after(ms, resolve);
    });
    if (run.stopped) throw new Stopped();
  }

  /** A time at random between `ms` and `times` as long. */
  #between(ms: number, times: number): number {
    return ms * (1 + this.#deps.random.next() * (times - 1));
  }

  #show(run: Run, state: AuditState): void {
    if (run.state.kind !== 'running') return;
    run.state = state;
    if (run === this.#asked) this.#hooks.progressed();
  }
}
