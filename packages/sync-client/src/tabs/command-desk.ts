import { failure } from '@tidemark/protocol';
import type { Clock, TabChannel, Undo } from '../ports.ts';
import type { Command, CommandResult, TabMessage } from './messages.ts';

/** How long a command may take in all, in ms; past that it counts as not done. */
export const COMMAND_WITHIN = 25_000;

export type CommandDeps = { readonly channel: TabChannel; readonly clock: Clock };

/** Carries commands out while this tab leads. */
export type Carrier = { run(command: Command): Promise<CommandResult> };

type Asked = { readonly command: Command; readonly settle: (result: CommandResult) => void };

/**
 * Brings every tab's commands to the leader and the results back. A command outlives its leader: it is put again to
 * the next one, which is safe because it carries its own identity.
 */
export class CommandDesk {
  readonly #deps: CommandDeps;
  readonly #asked = new Map<string, Asked>();
  /** Commands of other tabs under way here: asked twice is carried out once. */
  readonly #serving = new Set<string>();
  readonly #unlisten: Undo;
  #carrier: Carrier | null = null;
  #closed = false;

  constructor(deps: CommandDeps) {
    this.#deps = deps;
    this.#unlisten = deps.channel.listen((message) => this.#heard(message));
  }

  /** Puts a command to whoever leads. Never rejects. */
  ask(askId: string, command: Command): Promise<CommandResult> {
    if (this.#closed) return Promise.resolve(failure('unavailable', { detail: 'closed' }));
    return new Promise((resolve) => {
      const cancel = this.#deps.clock.after(COMMAND_WITHIN, () =>
        settle(failure('unavailable', { detail: 'timeout' })),
      );
      const settle = (result: CommandResult): void => {
        cancel();
        if (this.#asked.delete(askId)) resolve(result);
      };
      this.#asked.set(askId, { command, settle });
      this.#put(askId, command);
    });
  }

  /** This tab leads now (or no more): its own open commands are carried out here (or put to the next leader). */
  lead(carrier: Carrier | null): void {
    this.#carrier = carrier;
    this.#serving.clear();
    if (carrier) this.askAgain();
  }

  /** Another tab has begun to lead: what is open is put to it. */
  askAgain(): void {
    for (const [askId, { command }] of this.#asked) this.#put(askId, command);
  }

  close(): void {
    this.#closed = true;
    this.#unlisten();
    this.#carrier = null;
    this.abandon();
  }

  /** Gives up what is open: this tab takes no part for now. */
  abandon(): void {
    for (const { settle } of [...this.#asked.values()]) settle(failure('unavailable', { detail: 'closed' }));
  }

  #put(askId: string, command: Command): void {
    const carrier = this.#carrier;
    if (!carrier) return this.#deps.channel.post({ kind: 'ask', askId, command });
    void carrier.run(command).then((result) => {
      if (this.#counts(carrier, result)) this.#asked.get(askId)?.settle(result);
    });
  }

  #heard(message: TabMessage): void {
    if (message.kind === 'answer') this.#asked.get(message.askId)?.settle(message.result);
    if (message.kind === 'ask') this.#serve(message.askId, message.command);
  }

  #serve(askId: string, command: Command): void {
    const carrier = this.#carrier;
    if (!carrier || this.#serving.has(askId)) return;
    this.#serving.add(askId);
    void carrier.run(command).then((result) => {
      if (this.#carrier === carrier) this.#serving.delete(askId);
      if (this.#counts(carrier, result)) this.#deps.channel.post({ kind: 'answer', askId, result });
    });
  }

  /** What failed because this tab stopped leading has not failed: the next leader is asked. */
  #counts(carrier: Carrier, result: CommandResult): boolean {
    return result.ok || carrier === this.#carrier;
  }
}
