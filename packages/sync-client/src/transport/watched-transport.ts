import type { Bounds } from '@tidemark/timeline';
import { lineOfAnswer, lineOfEvent } from '../engine/log-lines.ts';
import type { SyncLog } from '../engine/sync-log.ts';
import type { Clock, Transport, Undo } from '../ports.ts';

/** What a watcher learns on the way, besides the lines of the log. */
export type Watched = {
  /** Where the sync timeline stands, as the server told last. */
  bounds(bounds: Bounds): void;
  /** The SeqId that would continue what this device has. */
  expected(): number | null;
};

/** A transport that writes down what goes over it, until `stop`. It changes nothing on the way. */
export function watchedTransport(
  inner: Transport,
  log: SyncLog,
  clock: Clock,
  watched: Watched,
): Transport & { readonly stop: Undo } {
  const bytes = (value: unknown): number | null => (log.watched ? JSON.stringify(value).length : null);
  const stop = inner.listen((event) => {
    const bounds = event.kind === 'hello' ? event.bounds : event.kind === 'push' ? event.frame : null;
    const line = lineOfEvent(event, watched.expected());
    if (bounds) watched.bounds(bounds);
    const frame = event.kind === 'push' || event.kind === 'session-push' ? event.frame : null;
    if (line) log.add({ ...line, bytes: frame && bytes(frame) });
  });
  return {
    stop,
    connect: (handshake) => inner.connect(handshake),
    disconnect: () => inner.disconnect(),
    listen: (listener) => inner.listen(listener),
    request: async (event, payload, timeoutMs) => {
      const begun = clock.now();
      const answer = await inner.request(event, payload, timeoutMs);
      log.add({ ...lineOfAnswer(event, payload, answer), ms: clock.now() - begun, bytes: bytes(answer) });
      return answer;
    },
  };
}
