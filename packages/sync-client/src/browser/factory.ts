import type { Account, ClientFactory, TidemarkClient } from '../client.ts';
import { ActionError } from '../client.ts';
import type { Log } from '../ports.ts';
import type { KnownAccount } from '../store/registry.ts';
import { deviceDbName } from '../store/schema.ts';
import { SocketTransport } from '../transport/socket-transport.ts';
import { type AccountsApi, type Credentials, accountsApi } from './accounts-api.ts';
import { Cleanup } from './cleanup.ts';
import { deviceName } from './device-name.ts';
import { type LifeDeps, Lives } from './lives.ts';
import {
  broadcastChannel,
  browserClock,
  browserRandom,
  browserSurroundings,
  consoleLog,
  deviceScope,
  webLock,
} from './ports.ts';
import { Shelter } from './shelter.ts';
import { type Storage, openStorage } from './storage.ts';

type Page = { readonly place: Storage; readonly api: AccountsApi; readonly log: Log };

/** How a page gets its client, with this browser's real parts. One per page. */
export function createClientFactory(): ClientFactory {
  const log = consoleLog;
  const api = accountsApi((...request) => globalThis.fetch(...request));
  let opened: Promise<Storage> | null = null;
  const page = async (): Promise<Page> => ({ place: await (opened ??= openStorage(log)), api, log });

  return {
    resume: async () => {
      const here = await page();
      const account = await here.place.registry.active();
      void new Cleanup(here.place, api, log).run();
      return account === null ? null : clientOf(here, account, false);
    },
    signIn: async (credentials) => enter(await page(), credentials, (asked) => api.signIn(asked)),
    signUp: async (credentials) => enter(await page(), credentials, (asked) => api.signUp(asked)),
  };
}

async function enter(
  page: Page,
  credentials: Credentials,
  ask: (credentials: Credentials) => Promise<string>,
): Promise<TidemarkClient> {
  const { place, api, log } = page;
  const { registry } = place;
  // A sign-out that is still owed goes first: later it would end the new login instead of the old one.
  await new Cleanup(place, api, log).signOuts();
  const userId = await ask(credentials);
  for (const { deviceId } of await registry.signOuts()) await registry.signedOut(deviceId);

  const before = await registry.active();
  if (before !== null && before.userId !== userId) endElsewhere(before);
  const known = await registry.account(userId);
  const account = await registerDevice(place, api, userId);
  await registry.activate(account);
  // Asked once the user has something to keep; the browser decides, often without a question.
  if (place.lasting) void navigator.storage?.persist?.().catch(() => false);
  return clientOf(page, { ...account, active: 1 }, known?.deviceId !== account.deviceId);
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

function clientOf(page: Page, known: KnownAccount, fresh: boolean): Promise<TidemarkClient> {
  const { active: _active, ...account } = known;
  const scope = (of: Account): string => deviceScope(of.userId, of.deviceId);
  const { log } = page;
  const deps: LifeDeps = {
    ...page,
    shelter: new Shelter(() => globalThis.localStorage),
    clock: browserClock,
    random: browserRandom,
    surroundings: browserSurroundings,
    transport: () => new SocketTransport({ clock: browserClock, log }),
    lock: (of) => webLock(scope(of)),
    channel: (of) => broadcastChannel(scope(of)),
    deviceName: deviceName(navigator.userAgent),
  };
  return new Lives(deps, account).begin(fresh);
}
