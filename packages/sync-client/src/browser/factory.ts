import type { Account, ClientFactory, TidemarkClient } from '../client.ts';
import { ActionError } from '../client.ts';
import { DeviceClient } from '../device-client.ts';
import type { Log } from '../ports.ts';
import { DexieDeviceStore } from '../store/dexie-device-store.ts';
import type { Gone } from '../store/handle.ts';
import type { KnownAccount } from '../store/registry.ts';
import { deviceDbName } from '../store/schema.ts';
import { SocketTransport } from '../transport/socket-transport.ts';
import { type AccountsApi, type Credentials, accountsApi } from './accounts-api.ts';
import { Cleanup } from './cleanup.ts';
import { deviceName } from './device-name.ts';
import {
  broadcastChannel,
  browserClock,
  browserRandom,
  browserSurroundings,
  consoleLog,
  deviceScope,
  webLock,
} from './ports.ts';
import { type Storage, openStorage } from './storage.ts';

/** How a page gets its client, with this browser's real parts. One per page. */
export function createClientFactory(): ClientFactory {
  const log = consoleLog;
  const api = accountsApi((...request) => globalThis.fetch(...request));
  let opened: Promise<Storage> | null = null;
  const storage = (): Promise<Storage> => (opened ??= openStorage(log));

  return {
    resume: async () => {
      const place = await storage();
      const account = await place.registry.active();
      void new Cleanup(place, api, log).run();
      return account === null ? null : clientOf(place, account, api, log);
    },
    signIn: async (credentials) => enter(await storage(), api, log, credentials, (asked) => api.signIn(asked)),
    signUp: async (credentials) => enter(await storage(), api, log, credentials, (asked) => api.signUp(asked)),
  };
}

async function enter(
  place: Storage,
  api: AccountsApi,
  log: Log,
  credentials: Credentials,
  ask: (credentials: Credentials) => Promise<string>,
): Promise<TidemarkClient> {
  const { registry } = place;
  // A sign-out that is still owed goes first: later it would end the new login instead of the old one.
  await new Cleanup(place, api, log).signOuts();
  const userId = await ask(credentials);
  for (const { deviceId } of await registry.signOuts()) await registry.signedOut(deviceId);

  const before = await registry.active();
  if (before !== null && before.userId !== userId) endElsewhere(before);
  const account = await registerDevice(place, api, userId);
  await registry.activate(account);
  // Asked once the user has something to keep; the browser decides, often without a question.
  if (place.lasting) void navigator.storage?.persist?.().catch(() => false);
  return clientOf(place, { ...account, active: 1 }, api, log);
}

/** Another user's tabs of this profile lost their login to the new one. */
function endElsewhere({ userId, deviceId }: KnownAccount): void {
  const channel = broadcastChannel(deviceScope(userId, deviceId));
  channel.post({ kind: 'ended', reason: 'signed-out', wiped: false });
  channel.close();
}

/** Makes this profile a device of the user: the one it was before, or a new one where that was revoked. */
async function registerDevice({ registry }: Storage, api: AccountsApi, userId: string): Promise<Account> {
  const known = await registry.account(userId);
  const name = deviceName(navigator.userAgent);
  const ids = [...(known ? [known.deviceId] : []), browserRandom.uuid()];
  for (const deviceId of ids) {
    const answer = await api.registerDevice(deviceId, name);
    if (!('ok' in answer)) return { ...answer, deviceId };
    if (answer.code !== 'device-revoked' || deviceId !== known?.deviceId) throw new ActionError(answer);
    await registry.forget(userId, { signOut: false, deviceId, db: deviceDbName(userId, deviceId) });
  }
  throw new Error('unreachable: the last id is new');
}

function clientOf(place: Storage, known: KnownAccount, api: AccountsApi, log: Log): TidemarkClient {
  const { active: _active, ...account } = known;
  const { userId, deviceId } = account;
  const { registry, indexedDb } = place;
  const scope = deviceScope(userId, deviceId);
  const db = deviceDbName(userId, deviceId);
  const cleanup = new Cleanup(place, api, log);
  const onGone = (why: Gone): void => client.gone(why);
  const store = new DexieDeviceStore({ userId, deviceId, onGone, ...(indexedDb ? { indexedDb } : {}) });
  const client = new DeviceClient({
    account,
    store,
    transport: new SocketTransport({ clock: browserClock, log }),
    lock: webLock(scope),
    channel: broadcastChannel(scope),
    clock: browserClock,
    random: browserRandom,
    surroundings: browserSurroundings(),
    log,
    endLogin: async () => {
      await registry.forget(userId, { signOut: true, deviceId, db });
      await cleanup.signOuts();
    },
    ended: (wiped) => (wiped ? registry.forget(userId, { signOut: false, deviceId, db }) : registry.deactivate(userId)),
    wipe: async () => {
      await store.wipe();
      await registry.wiped(db);
    },
    seal: () => store.seal(),
  });
  return client;
}
