import type { EntryBody } from '../../entry.ts';
import { MAX_EDITS } from '../../message-change.ts';
import { nextMode } from '../../policy.ts';
import type { SyncMode } from '../../policy.ts';
import { isSameSet } from '../../own-data.ts';
import type { OwnSet } from '../../own-data.ts';
import { isSameMessage, isSameMessageChange } from '../../same-action.ts';
import type { MessageChange, SessionChange } from '../../timeline-store.ts';
import { expect } from 'vitest';
import { some } from './scene.ts';

type Logged = {
  readonly authorId: string | null;
  readonly clientId: string | null;
  readonly body: EntryBody;
  /** Members and title right after the entry. */
  readonly memberCount: number;
  readonly title: string | null;
};

type ModelStay = { joined: number; from: number; until: number | null };

type ModelSession = {
  readonly sessionId: string;
  readonly isDirect: boolean;
  /** Someone's own data. */
  readonly isPrivate: boolean;
  readonly open: boolean;
  readonly log: Logged[];
  /** Members now, in order of joining. */
  members: string[];
  owner: string | null;
  title: string | null;
  mode: SyncMode;
  /** What is below has expired. */
  floor: number;
  /** Every SeqId that a user may ever read, in order, and could read before it expired. */
  readonly sight: Map<string, number[]>;
  /** The SeqIds of the latest stay: joining entry, first visible, last visible (null while a member). */
  readonly stays: Map<string, ModelStay>;
  /** The stays before the latest. */
  readonly earlier: Map<string, readonly ModelStay[]>;
  readonly markers: Map<string, number>;
};

export type ModelItem =
  | { readonly kind: 'entry'; readonly session: ModelSession; readonly seq: number }
  | { readonly kind: 'read'; readonly session: ModelSession; readonly seq: number };

export type ModelDevice = {
  readonly userId: string;
  readonly deviceId: string;
  revoked: boolean;
  asleep: boolean;
  /** The SeqIds before the first of `items`. */
  past: number;
  readonly items: ModelItem[];
};

/** The rules of the store in lists, as plainly as they can be said; slow, and easy to be sure of. */
export class NaiveModel {
  readonly sessions: ModelSession[] = [];
  readonly devices: ModelDevice[] = [];
  readonly #threshold: number;

  /** @param threshold the most members that push mode carries */
  constructor(threshold: number) {
    this.#threshold = threshold;
  }

  create(sessionId: string, isDirect: boolean, open: boolean, creator: string, members: string[], clientId: string) {
    const title = isDirect ? null : 'Tides';
    const mode = members.length > this.#threshold ? 'pull' : 'push';
    const session: ModelSession = {
      sessionId,
      isDirect,
      isPrivate: false,
      open,
      log: [],
      members: members.toSorted(),
      owner: isDirect ? null : creator,
      title,
      mode,
      floor: 1,
      sight: new Map(),
      stays: new Map(members.map((userId) => [userId, { joined: 1, from: 1, until: null }])),
      earlier: new Map(),
      markers: new Map(members.map((userId) => [userId, 1])),
    };
    this.sessions.push(session);
    const sessionKind = isDirect ? ('direct' as const) : ('group' as const);
    const body: EntryBody = { kind: 'session-created', sessionKind, title, memberIds: members, mode };
    return this.#log(session, creator, clientId, body, session.members);
  }

  say(session: ModelSession, author: string, clientId: string, text: string): string {
    const body: EntryBody = { kind: 'message', text };
    const earlier = this.#earlier(session, author, clientId, (stored) => isSameMessage(stored, { text }));
    if (earlier !== null) return earlier;
    return session.isPrivate ? 'refused: not-allowed' : this.#log(session, author, clientId, body, []);
  }

  /** Sets a value of a user's own data. */
  set(sessionId: string, author: string, clientId: string, { key, value }: OwnSet): string {
    const known = this.sessions.find((session) => session.sessionId === sessionId);
    if (!known && sessionId !== author) return 'refused: session-unknown';
    const session = known ?? this.#openPrivate(author);
    const earlier = this.#earlier(session, author, clientId, (stored) => isSameSet(stored, { key, value }));
    if (earlier !== null) return earlier;
    if (!session.isPrivate) return 'refused: not-allowed';
    const said = this.#log(session, author, clientId, { kind: 'set', key, value }, []);
    const by = session.log.length;
    for (const [at, logged] of session.log.entries()) {
      if (at + 1 === by || logged.body.kind !== 'set' || logged.body.key !== key) continue;
      session.log[at] = { ...logged, body: { kind: 'set-superseded', by } };
    }
    return said;
  }

  #openPrivate(userId: string): ModelSession {
    const session: ModelSession = {
      sessionId: userId,
      isDirect: false,
      isPrivate: true,
      open: true,
      log: [],
      members: [userId],
      owner: null,
      title: null,
      mode: 'push',
      floor: 1,
      sight: new Map(),
      stays: new Map([[userId, { joined: 1, from: 1, until: null }]]),
      earlier: new Map(),
      markers: new Map([[userId, 1]]),
    };
    this.sessions.push(session);
    const body = { kind: 'session-created', sessionKind: 'private', title: null, memberIds: [userId], mode: 'push' };
    this.#log(session, null, null, body as EntryBody, [userId]);
    return session;
  }

  change(session: ModelSession, actor: string, clientId: string, change: SessionChange): string {
    const earlier = this.#earlier(session, actor, clientId, (stored) => {
      if (change.kind === 'rename') return stored.kind === 'renamed' && stored.title === change.title;
      if (change.kind === 'remove-member') return 'memberId' in stored && stored.memberId === change.memberId;
      return stored.kind === 'members-added' && stored.memberIds.every((id) => change.memberIds.includes(id));
    });
    if (earlier !== null) return earlier;
    if (session.isDirect || session.isPrivate) return 'refused: not-allowed';
    if (change.kind === 'rename') {
      session.title = change.title;
      return this.#log(session, actor, clientId, { kind: 'renamed', title: change.title }, []);
    }
    if (change.kind === 'add-members') return this.#add(session, actor, clientId, change.memberIds);
    return this.#remove(session, actor, clientId, change.memberId);
  }

  /** Moves a marker; says where it stands afterwards. */
  mark(session: ModelSession, userId: string, seq: number): string {
    const sight = session.sight.get(userId);
    if (!sight) return 'refused: session-unknown';
    const before = this.marker(session, userId);
    const after = Math.max(before, Math.min(seq, some(sight.at(-1))));
    if (after > before) {
      session.markers.set(userId, after);
      this.#tell([userId], { kind: 'read', session, seq: after });
    }
    return `read: ${after}`;
  }

  /** What an entry says to a user: a change says nothing of a message that no stay of theirs holds together with it. */
  said(session: ModelSession, userId: string, seq: number): EntryBody {
    const { body } = some(session.log[seq - 1]);
    if (!('target' in body)) return body;
    const { target } = body;
    const stays = [...(session.earlier.get(userId) ?? []), some(session.stays.get(userId))];
    const both = stays.some(({ from, until }) => Math.max(from, session.floor) <= target && seq <= (until ?? Infinity));
    return both ? body : { kind: 'change-expired', target };
  }

  /** Where a marker stands: nobody has what expired still to read. */
  marker(session: ModelSession, userId: string): number {
    const until = session.stays.get(userId)?.until ?? Infinity;
    return Math.max(session.markers.get(userId) ?? 0, Math.min(session.floor - 1, until));
  }

  /** Everything expires; says up to where, null when there was nothing. */
  expire(session: ModelSession): number | null {
    const { log, floor: before } = session;
    const last = log.findLastIndex(({ body }, at) => at + 1 >= before && body.kind !== 'expired');
    if (last < 0 || session.isPrivate) return null;
    for (const [at, logged] of log.entries()) {
      const { body } = logged;
      const isOf = 'target' in body && body.target - 1 <= last;
      if (isOf) log[at] = { ...logged, body: { kind: 'change-expired', target: body.target } };
      else if (at <= last && body.kind.startsWith('message'))
        log[at] = { ...logged, body: { kind: 'message-expired' } };
    }
    session.floor = last + 2;
    this.#log(session, null, null, { kind: 'expired', upTo: last + 1, lastAt: expect.any(Number) }, []);
    for (const [userId, { from, until }] of session.stays) {
      const isBehind = (session.markers.get(userId) ?? 0) < session.floor - 1;
      const lostSomething = until !== null && Math.max(before, from) <= until;
      const isTold = until === null ? session.mode === 'push' && isBehind : lostSomething;
      if (!isTold) continue;
      const seq = this.marker(session, userId);
      session.markers.set(userId, seq);
      this.#tell([userId], { kind: 'read', session, seq });
    }
    return session.floor;
  }

  /** Changes a message. */
  amend(session: ModelSession, author: string, clientId: string, change: MessageChange): string {
    const { target } = change;
    const earlier = this.#earlier(session, author, clientId, (body) => isSameMessageChange(body, change));
    if (earlier !== null) return earlier;
    if (session.isPrivate) return 'refused: not-allowed';
    const message = session.log[target - 1];
    if (!message || target < session.floor || !session.sight.get(author)?.includes(target))
      return 'refused: target-unknown';
    if (message.body.kind === 'message-recalled') return 'refused: target-recalled';
    if (message.body.kind !== 'message') return 'refused: target-unknown';
    const mayRecall = message.authorId === author || session.owner === author;
    const may = { edit: message.authorId === author, recall: mayRecall, react: true, pin: true };
    if (!may[change.kind]) return 'refused: not-allowed';
    const edits = session.log.filter(({ body }) => body.kind === 'edited' && body.target === target);
    if (change.kind === 'edit' && edits.length >= MAX_EDITS) return 'refused: too-many-changes';
    const said = this.#log(session, author, clientId, this.#changeBody(change, message.authorId), []);
    if (change.kind === 'recall') this.#forget(session, target);
    return said;
  }

  #changeBody(change: MessageChange, targetAuthorId: string | null): EntryBody {
    const { target } = change;
    if (change.kind === 'edit') return { kind: 'edited', target, text: change.text };
    if (change.kind === 'recall') return { kind: 'recalled', target, targetAuthorId };
    if (change.kind === 'react') return { kind: 'reacted', target, emoji: change.emoji, on: change.on };
    return { kind: 'pinned', target, on: change.on };
  }

  /** The message and its edits say nothing any more. */
  #forget(session: ModelSession, target: number): void {
    const by = session.log.length;
    for (const [at, logged] of session.log.entries()) {
      const isEdit = logged.body.kind === 'edited' && logged.body.target === target;
      if (at + 1 === target) session.log[at] = { ...logged, body: { kind: 'message-recalled', by } };
      else if (isEdit) session.log[at] = { ...logged, body: { kind: 'edit-recalled', target, by } };
    }
  }

  /** Unread messages: what a user sees of others above a SeqId, and was not recalled up to `at`. */
  unread(session: ModelSession, userId: string, after: number, first: number, at: number): number {
    return (session.sight.get(userId) ?? []).filter((seq) => {
      const { authorId, body } = some(session.log[seq - 1]);
      const stood = body.kind === 'message' || (body.kind === 'message-recalled' && body.by > at);
      return seq > after && seq >= first && seq >= session.floor && authorId !== userId && stood;
    }).length;
  }

  #earlier(session: ModelSession, author: string, clientId: string, isSame: (body: EntryBody) => boolean) {
    if (!session.sight.has(author)) return 'refused: session-unknown';
    const at = session.log.findIndex((entry) => entry.authorId === author && entry.clientId === clientId);
    const stored = session.log[at];
    if (stored) return isSame(stored.body) ? `repeated: ${at + 1}` : 'refused: client-id-reused';
    return session.members.includes(author) ? null : 'refused: not-a-member';
  }

  #add(session: ModelSession, actor: string, clientId: string, wanted: readonly string[]): string {
    const memberIds = [...new Set(wanted)].filter((userId) => !session.members.includes(userId));
    if (memberIds.length === 0) return 'refused: not-allowed';
    const joined = session.log.length + 1;
    const from = session.open ? session.floor : joined;
    session.members = [...session.members, ...memberIds.toSorted()];
    for (const userId of memberIds) {
      const before = session.stays.get(userId);
      if (before) session.earlier.set(userId, [...(session.earlier.get(userId) ?? []), before]);
      session.stays.set(userId, { joined, from, until: null });
      session.markers.set(userId, joined);
      if (session.open)
        session.sight.set(
          userId,
          Array.from({ length: joined - 1 }, (_, i) => i + 1),
        );
    }
    const body: EntryBody = {
      kind: 'members-added',
      memberIds,
      memberCount: session.members.length,
      sessionKind: 'group',
      title: session.title,
      visibleFrom: from,
      mode: session.mode,
    };
    return this.#switch(session, this.#log(session, actor, clientId, body, memberIds));
  }

  #remove(session: ModelSession, actor: string, clientId: string, memberId: string): string {
    const leaves = memberId === actor;
    if (!leaves && session.owner !== actor) return 'refused: not-allowed';
    if (!session.members.includes(memberId)) return 'refused: user-unknown';
    session.members = session.members.filter((userId) => userId !== memberId);
    if (session.owner === memberId) session.owner = session.members[0] ?? null;
    some(session.stays.get(memberId)).until = session.log.length + 1;
    const kind = leaves ? ('member-left' as const) : ('member-removed' as const);
    return this.#switch(session, this.#log(session, actor, clientId, { kind, memberId }, [memberId]));
  }

  /** Another mode, if the number of members asks for it, with an entry that everyone is told of. */
  #switch(session: ModelSession, said: string): string {
    const { members } = session;
    const mode = nextMode({ mode: session.mode, members: members.length, threshold: this.#threshold });
    if (mode !== session.mode) this.#log(session, null, null, { kind: 'mode-changed', mode }, members);
    session.mode = mode;
    return said;
  }

  /** @param concerned whom the sync timelines tell in pull mode; in push mode they tell all who may read the entry */
  #log(
    session: ModelSession,
    authorId: string | null,
    clientId: string | null,
    body: EntryBody,
    concerned: readonly string[],
  ): string {
    const { members, title } = session;
    session.log.push({ authorId, clientId, body, memberCount: members.length, title });
    const seq = session.log.length;
    const readers = [...new Set([...members, ...concerned])];
    for (const userId of readers) session.sight.set(userId, [...(session.sight.get(userId) ?? []), seq]);
    this.#tell(session.mode === 'push' ? readers : concerned, { kind: 'entry', session, seq });
    return `stored: ${seq}`;
  }

  #tell(userIds: readonly string[], item: ModelItem): void {
    for (const device of this.devices) {
      if (userIds.includes(device.userId) && !device.revoked && !device.asleep) device.items.push(item);
    }
  }
}
