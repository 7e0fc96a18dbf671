import type { Failure } from '@tidemark/protocol';
import type { Shown } from '../store/evict.ts';
import type { FillAnchor, SyncStatus } from '../client.ts';
import type { CompanyEvent, Watch } from '../company/company.ts';

/** What a follower asks the leader to do. Every one can be repeated: to the next leader it is the same action. */
export type Command =
  | { readonly name: 'fill'; readonly sessionId: string; readonly anchor: FillAnchor }
  | { readonly name: 'days'; readonly sessionId: string; readonly zone: string }
  | {
      readonly name: 'create-session';
      readonly clientId: string;
      readonly usernames: readonly string[];
      readonly title: string | null;
    }
  | {
      readonly name: 'add-members';
      readonly clientId: string;
      readonly sessionId: string;
      readonly usernames: readonly string[];
    }
  | { readonly name: 'remove-member'; readonly clientId: string; readonly sessionId: string; readonly userId: string }
  | { readonly name: 'rename'; readonly clientId: string; readonly sessionId: string; readonly title: string }
  | { readonly name: 'members'; readonly sessionId: string }
  | { readonly name: 'find-user'; readonly username: string }
  /** Begins an audit, or asks how it stands: answered when it has gone past `seen`, or after a moment. */
  | { readonly name: 'audit'; readonly auditId: string; readonly seen: number }
  /** How the sync stands, and the lines of the log after the `after`th. */
  | { readonly name: 'inspect'; readonly after: number }
  /** Cuts what the device keeps to so many bytes; null = to its own cap. */
  | { readonly name: 'make-room'; readonly cap: number | null }
  | { readonly name: 'devices' }
  | { readonly name: 'revoke-device'; readonly deviceId: string };

/** A command's result is plain data: the channel clones it. */
export type CommandResult =
  | { readonly ok: true; readonly value: unknown }
  | Pick<Failure, 'ok' | 'code' | 'message' | 'retryable'>;

export type EndReason = Extract<SyncStatus, { kind: 'ended' }>['reason'];

export type TabMessage =
  /** Once a second and on every change: who leads, and how the sync stands. */
  | { readonly kind: 'beat'; readonly tabId: string; readonly status: SyncStatus }
  /** A tab that is new or awake again asks for a beat now. */
  | { readonly kind: 'anyone-there'; readonly tabId: string }
  /** What a tab has on its screen: it stays in the store. */
  | { readonly kind: 'shows'; readonly tabId: string; readonly shown: Shown }
  /** The outbox has changed: look. */
  | { readonly kind: 'outbox' }
  /** What is not kept, from the leader; what a tab looks at of it, and that someone types there, to the leader. */
  | { readonly kind: 'company'; readonly event: CompanyEvent }
  | { readonly kind: 'watching'; readonly tabId: string; readonly watch: Watch }
  | { readonly kind: 'typed'; readonly sessionId: string; readonly on: boolean }
  | { readonly kind: 'ask'; readonly askId: string; readonly command: Command }
  | { readonly kind: 'answer'; readonly askId: string; readonly result: CommandResult }
  /** This device's login is at its end; `wiped`: let go of the database, it is being deleted. */
  | { readonly kind: 'ended'; readonly reason: EndReason; readonly wiped: boolean };
