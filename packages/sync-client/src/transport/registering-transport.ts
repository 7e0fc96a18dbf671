import type { Failure } from '@tidemark/protocol';
import type { Transport, TransportEvent } from '../ports.ts';

/**
 * A transport for a device that the server is still to be told of: the registration goes before the first connection.
 * @param register tells the server of the device; null when it is done
 */
export function registeringTransport(inner: Transport, register: () => Promise<Failure | null>): Transport {
  const listeners = new Set<(event: TransportEvent) => void>();
  let registered = false;
  let attempt = 0;
  const tell = (event: TransportEvent): void => {
    for (const listener of [...listeners]) listener(event);
  };
  return {
    connect: (handshake) => {
      if (registered) return inner.connect(handshake);
      attempt += 1;
      const own = attempt;
      void register().then((refused) => {
        registered ||= refused === null;
        if (own !== attempt) return;
        if (refused === null) inner.connect(handshake);
        else tell(refused.retryable ? { kind: 'closed' } : { kind: 'refused', code: refused.code });
      });
    },
    disconnect: () => {
      attempt += 1;
      inner.disconnect();
    },
    request: (event, payload, timeoutMs) => inner.request(event, payload, timeoutMs),
    listen: (listener) => {
      listeners.add(listener);
      const unlisten = inner.listen(listener);
      return () => {
        listeners.delete(listener);
        unlisten();
      };
    },
  };
}
