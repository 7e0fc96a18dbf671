import type { Clock, Log, Random, Surroundings, TabChannel, TabLock } from '../ports.ts';
import type { TabMessage } from '../tabs/messages.ts';

export const browserClock: Clock = {
  now: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

export const browserRandom: Random = { next: () => Math.random(), uuid: randomUuid };

/** `crypto.randomUUID` is missing where the page is neither https nor localhost. */
function randomUuid(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/;

/** What this page's browser says of the network and of the page. */
export function browserSurroundings(): Surroundings {
  return {
    local: LOOPBACK.test(location.hostname),
    online: () => navigator.onLine,
    visible: () => document.visibilityState === 'visible',
    listen: (listener) => {
      const sources: readonly (readonly [EventTarget, string])[] = [
        [window, 'online'],
        [window, 'offline'],
        [window, 'pageshow'],
        [document, 'visibilitychange'],
        [document, 'resume'],
      ];
      for (const [target, event] of sources) target.addEventListener(event, listener);
      return () => {
        for (const [target, event] of sources) target.removeEventListener(event, listener);
      };
    },
  };
}

/** The name that lock and channel of one device share. */
export function deviceScope(userId: string, deviceId: string): string {
  return `${userId}:${deviceId}`;
}

/** A lock among the tabs of one device, by the Web Locks API; a page without it (no https) leads on its own. */
export function webLock(scope: string): TabLock {
  const name = `tidemark:leader:${scope}`;
  return {
    take: (mode, on) => {
      let over = false;
      let release = () => {};
      const kept = new Promise<void>((resolve) => {
        release = resolve;
      });
      const leaving = new AbortController();
      let had = false;
      const held = (): Promise<void> => {
        if (over) return Promise.resolve();
        had = true;
        on.held();
        return kept;
      };
      if (!('locks' in navigator)) queueMicrotask(() => void held());
      else {
        // A stolen lock rejects the request of the one who held it; leaving the line rejects it as well.
        const options = mode === 'steal' ? { steal: true } : { signal: leaving.signal };
        navigator.locks.request(name, options, held).catch(() => {
          const lost = () => {
            if (!over) on.lost();
          };
          // Refused outright (a page that is going): asking again at once would be refused again.
          if (had) lost();
          else setTimeout(lost, 1_000);
        });
      }
      return () => {
        if (over) return;
        over = true;
        release();
        leaving.abort();
      };
    },
  };
}

/** Messages among the tabs of one device. */
export function broadcastChannel(scope: string): TabChannel {
  const channel = new BroadcastChannel(`tidemark:tabs:${scope}`);
  const listeners = new Set<(message: TabMessage) => void>();
  let open = true;
  channel.addEventListener('message', ({ data }: MessageEvent<TabMessage>) => {
    for (const listener of [...listeners]) listener(data);
  });
  return {
    post: (message) => {
      if (open) channel.postMessage(message);
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => {
      open = false;
      channel.close();
    },
  };
}

/** Notes for the developer's console, at its lowest level. */
export const consoleLog: Log = {
  // oxlint-disable-next-line no-console -- the console is where these notes are for
  note: (event, fields) => console.debug(`tidemark: ${event}`, fields),
};
