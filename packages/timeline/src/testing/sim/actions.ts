import type { Change, MessageChange, SessionChange } from '../../timeline-store.ts';
import type { OutboxItem, SessionRecord } from '../../device-store.ts';
import { privateSessionOf } from '../../own-data.ts';
import { MemoryDeviceStore } from '../memory-device-store.ts';
import type { SimDevice, World } from './world.ts';

/** What may happen in a world. Weights say how often; the seed says when and to whom. */
const ACTIONS: readonly (readonly [weight: number, act: (world: World) => Promise<void>])[] = [
  [40, send],
  [8, burst],
  [14, amend],
  [12, setOwn],
  [10, markRead],
  [3, createSession],
  [5, addMember],
  [3, removeMember],
  [2, rename],
  [2, overrideMode],
  [3, expire],
  [2, newDevice],
  [6, killTab],
  [3, freezeLeader],
  [6, cutLink],
  [4, network],
  [2, crashServer],
  [2, purge],
  [1, backUp],
  [1, restore],
  [1, revoke],
];

const TOTAL = ACTIONS.reduce((sum, [weight]) => sum + weight, 0);

/** One thing happens. */
export async function actAtRandom(world: World): Promise<void> {
  let at = world.rng.next() * TOTAL;
  for (const [weight, act] of ACTIONS) {
    at -= weight;
    if (at < 0) return act(world);
  }
}

function someDevice(world: World): SimDevice | null {
  const devices = world.devices.filter((device) => !device.revoked);
  return devices.length > 0 ? world.rng.pick(devices) : null;
}

/** The sessions of others that the device knows its user to be a member of. */
function conversationsOf({ disk }: SimDevice): readonly SessionRecord[] {
  const records = [...disk.records.values()];
  return records.filter(({ visibleUntil, sessionKind }) => visibleUntil === null && sessionKind !== 'private');
}

function publish(world: World, change: Change): void {
  if (change.outcome === 'stored') world.network.push(change);
}

async function send(world: World): Promise<void> {
  const device = someDevice(world);
  const known = device ? conversationsOf(device) : [];
  if (device === null || known.length === 0) return;
  const { sessionId } = world.rng.pick(known);
  await sendTo(world, device, sessionId);
}

async function sendTo(world: World, device: SimDevice, sessionId: string): Promise<void> {
  const clientId = world.id('c');
  device.sent.push({ clientId, sessionId });
  await enqueue(device, { clientId, sessionId, action: { kind: 'send', text: `text of ${clientId}` } });
}

/** As a tab does it: into the durable outbox, then a word to the leader. */
async function enqueue(device: SimDevice, item: Pick<OutboxItem, 'clientId' | 'sessionId' | 'action'>): Promise<void> {
  await new MemoryDeviceStore(device.userId, device.disk).enqueue({ ...item, createdAt: 0 });
  await device.tab?.outboxChanged();
}

async function burst(world: World): Promise<void> {
  for (let i = world.rng.int(2, 8); i > 0; i -= 1) await send(world);
}

/** A change of some message that the device holds, or of one that it only knows to be there. */
async function amend(world: World): Promise<void> {
  const device = someDevice(world);
  const known = device ? conversationsOf(device) : [];
  if (device === null || known.length === 0) return;
  const { rng } = world;
  const { sessionId, head, visibleFrom } = rng.pick(known);
  const target = rng.int(visibleFrom, Math.max(visibleFrom, head));
  const targetClientId = device.disk.entries.get(sessionId)?.get(target)?.clientId;
  const copies = world.devices.flatMap(({ disk }) => disk.entries.get(sessionId)?.get(target)?.clientId ?? []);
  const of = { target, ...(targetClientId ? { targetClientId } : {}) };
  const change = rng.pick<MessageChange>([
    { kind: 'edit', text: `text ${world.id('e')}`, ...of },
    { kind: 'recall', ...of },
    { kind: 'react', emoji: rng.pick(['👍', '🌊']), on: rng.chance(0.6), ...of },
    { kind: 'pin', on: rng.chance(0.6), ...of },
  ]);
  if (change.kind === 'recall') for (const copy of copies) world.forgotten.add(copy);
  await enqueue(device, { clientId: world.id('c'), sessionId, action: { kind: 'change', change } });
}

/** A value of the own data, under one of few keys; also the one that another device sets at the same time. */
async function setOwn(world: World): Promise<void> {
  const device = someDevice(world);
  if (device === null) return;
  const { rng } = world;
  const value = rng.chance(0.3) ? null : `value ${world.id('e')}`;
  const action = { kind: 'set', key: `key ${rng.int(1, 4)}`, value } as const;
  await enqueue(device, { clientId: world.id('c'), sessionId: privateSessionOf(device.userId), action });
}

async function markRead(world: World): Promise<void> {
  const device = someDevice(world);
  const known = device ? [...device.disk.records.values()] : [];
  if (device === null || known.length === 0) return;
  const { sessionId, head } = world.rng.pick(known);
  const seq = world.rng.int(0, head);
  await enqueue(device, { clientId: world.id('c'), sessionId, action: { kind: 'read', seq } });
}

export async function createSession(world: World): Promise<void> {
  const creatorId = world.rng.pick(world.userIds);
  const memberIds = world.userIds.filter((userId) => userId === creatorId || world.rng.chance(0.7));
  const sessionId = world.id('5');
  world.sessionIds.push(sessionId);
  publish(
    world,
    await world.store.createSession({
      sessionId,
      sessionKind: 'group',
      title: `group ${sessionId}`,
      creatorId,
      memberIds,
      history: world.rng.chance(0.5) ? 'all' : 'joined',
      clientId: world.id('c'),
    }),
  );
}

/** Someone asks for a change of some session; the store says whether they may. */
async function changeSession(world: World, change: SessionChange): Promise<void> {
  if (world.sessionIds.length === 0) return;
  const { rng, sessionIds, userIds } = world;
  const [sessionId, actorId, clientId] = [rng.pick(sessionIds), rng.pick(userIds), world.id('c')];
  publish(world, await world.store.changeSession({ sessionId, actorId, clientId, change }));
}

async function addMember(world: World): Promise<void> {
  await changeSession(world, { kind: 'add-members', memberIds: [world.rng.pick(world.userIds)] });
}

async function removeMember(world: World): Promise<void> {
  await changeSession(world, { kind: 'remove-member', memberId: world.rng.pick(world.userIds) });
}

async function rename(world: World): Promise<void> {
  await changeSession(world, { kind: 'rename', title: `title ${world.rng.int(1, 99)}` });
}

async function newDevice(world: World): Promise<void> {
  if (world.devices.length < 9) await world.addDevice(world.rng.pick(world.userIds));
}

/** The operator decides on a mode, or takes the decision back. */
async function overrideMode(world: World): Promise<void> {
  if (world.sessionIds.length === 0) return;
  const mode = world.rng.pick(['push', 'pull', null] as const);
  const outcome = await world.store.overrideMode({ sessionId: world.rng.pick(world.sessionIds), mode });
  if (outcome) world.network.push(outcome);
}

/** What is older than some moment of the run expires, in some session. */
async function expire(world: World): Promise<void> {
  if (world.sessionIds.length === 0) return;
  const before = world.rng.int(0, world.schedule.now() + 1_000);
  const outcome = await world.expire(world.rng.pick(world.sessionIds), before);
  if (outcome) world.network.push(outcome);
}

/** The tab dies at whatever instant this is; sometimes another opens at once, sometimes the device stays away. */
async function killTab(world: World): Promise<void> {
  const device = someDevice(world);
  if (device === null) return;
  world.killTab(device);
  if (world.rng.chance(0.7)) await world.openTab(device);
}

async function freezeLeader(world: World): Promise<void> {
  const device = someDevice(world);
  if (device !== null) await world.freezeLeader(device);
}

async function cutLink(world: World): Promise<void> {
  const device = someDevice(world);
  if (device !== null) world.network.cut(device.deviceId, world.rng.chance(0.4));
}

async function network(world: World): Promise<void> {
  const tab = someDevice(world)?.tab;
  if (!tab) return;
  tab.network(false);
  world.schedule.after(world.rng.int(0, 3_000), () => tab.network(true));
}

async function crashServer(world: World): Promise<void> {
  await world.crashServer();
  world.storeFails = world.rng.chance(0.3);
}

async function purge(world: World): Promise<void> {
  const device = someDevice(world);
  if (device !== null) await world.purge(device);
}

async function backUp(world: World): Promise<void> {
  world.backUp();
}

/** The database goes back to its backup, in another life. */
async function restore(world: World): Promise<void> {
  await world.restore();
}

async function revoke(world: World): Promise<void> {
  const device = someDevice(world);
  if (device !== null && world.devices.filter((other) => !other.revoked).length > 2) await world.revoke(device);
}
