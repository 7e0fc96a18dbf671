import type { Transport } from '@tidemark/sync-client/testing';
import type { Recorder } from '../history/recorder.ts';
import type { Pace } from './pace.ts';

/** Refusals of the device or of its login, not of the message: it stays in the outbox. */
const OF_THE_DEVICE: ReadonlySet<string> = new Set([
  'unauthenticated',
  'device-unknown',
  'device-revoked',
  'protocol-unsupported',
]);

/** The device's end of the wire, with what it asks and is answered written down. */
export function recordedTransport(real: Transport, deviceId: string, recorder: Recorder, pace: Pace): Transport {
  return {
    connect: (handshake) => real.connect(handshake),
    disconnect: () => real.disconnect(),
    listen: (listener) => real.listen(listener),
    request: async (event, payload, timeoutMs) => {
      const message = event === 'message:send' ? (payload as { sessionId: string; clientId: string }) : null;
      const of = message && { deviceId, sessionId: message.sessionId, clientId: message.clientId };
      if (of) recorder.note({ kind: 'asked', ...of });
      const answer = await real.request(event, payload, pace.answer(timeoutMs));
      if (!of) return answer;
      if (!answer.ok) {
        const isFinal = !answer.retryable && !OF_THE_DEVICE.has(answer.code);
        if (isFinal) recorder.note({ kind: 'refused', code: answer.code, ...of });
      } else if ('entry' in answer) recorder.note({ kind: 'acknowledged', seq: answer.entry.seq, ...of });
      return answer;
    },
  };
}
