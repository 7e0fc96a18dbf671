import type { OutboxItem, SessionListItem, SyncInspection, SyncLogEntry } from '@tidemark/sync-client';

/** All that the inspector shows, as plain data. Texts, titles and names are left out: ids, numbers and outcomes only. */
export function exportOf(
  now: SyncInspection | null,
  lines: readonly SyncLogEntry[],
  sessions: readonly SessionListItem[],
  outbox: readonly OutboxItem[],
): object {
  const { log: _log, ...position } = now ?? { log: [] };
  return {
    device: position,
    sessions: sessions.map(
      ({ sessionId, head, readSeq, unread, visibleFrom, visibleUntil, held, mode, checkpoint }) => ({
        sessionId,
        head,
        readSeq,
        unread,
        visibleFrom,
        visibleUntil,
        held,
        mode,
        checkpoint,
      }),
    ),
    outbox: outbox.map(({ order, clientId, sessionId, action, state, createdAt }) => ({
      order,
      clientId,
      sessionId,
      kind: action.kind,
      state: state.kind,
      createdAt,
    })),
    log: lines,
  };
}

/** Hands data to the user as a file. */
export function saveJson(name: string, data: object): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(data, null, 2)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
