import type { Change } from '../../timeline-store.ts';
import type { SimDevice, World } from './world.ts';

/** What may happen in a world. Weights say how often; the seed says when and to whom. */
const ACTIONS: readonly (readonly [weight: number, act: (world: World) => Promise<void>])[] = [
  [40, send],
  [8, burst],
  [10, markRead],
  [3, createSession],
  [3, addMember],
  [3, removeMember],
  [2, rename],
  [2, newDevice],
  [6, killTab],
  [3, freezeLeader],
  [6, cutLink],
  [4, network],
  [2, crashServer],
  [2, purge],
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

function publish(world: World, change: Change): void {
  if (change.outcome === 'stored') world.network.push(change.epoch, change.deliveries);
}

async function send(world: World): Promise<void> {
  const device = someDevice(world);
  const known = device ? [...device.disk.records.values()].filter((record) => record.visibleUntil === null) : [];
  if (device === null || known.length === 0) return;
  const { sessionId } = world.rng.pick(known);
  await sendTo(world, device, sessionId);
}

async function sendTo(world: World, device: SimDevice, sessionId: string): Promise<void> {
  const clientId = world.id('c');
  device.sent.push({ clientId, sessionId });
  const order = device.disk.nextOrder;
  device.disk.nextOrder += 1;
  const action = { kind: 'send', text: `text of ${clientId}` } as const;
  device.disk.outbox.push({ order, clientId, sessionId, action, createdAt: 0, state: { kind: 'queued' } });
  await device.tab?.outboxChanged();
}

async function burst(world: World): Promise<void> {
  for (let i = world.rng.int(2, 8); i > 0; i -= 1) await send(world);
}

async function markRead(world: World): Promise<void> {
  const device = someDevice(world);
  const known = device ? [...device.disk.records.values()] : [];
  if (device === null || known.length === 0) return;
  const { sessionId, head } = world.rng.pick(known);
  const seq = world.rng.int(0, head);
  const clientId = world.id('c');
  const order = device.disk.nextOrder;
  device.disk.nextOrder += 1;
  const action = { kind: 'read', seq } as const;
  device.disk.outbox.push({ order, clientId, sessionId, action, createdAt: 0, state: { kind: 'queued' } });
  await device.tab?.outboxChanged();
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

async function addMember(world: World): Promise<void> {
  if (world.sessionIds.length === 0) return;
  publish(
    world,
    await world.store.changeSession({
      sessionId: world.rng.pick(world.sessionIds),
      actorId: world.rng.pick(world.userIds),
      clientId: world.id('c'),
      change: { kind: 'add-members', memberIds: [world.rng.pick(world.userIds)] },
    }),
  );
}

async function removeMember(world: World): Promise<void> {
  if (world.sessionIds.length === 0) return;
  publish(
    world,
    await world.store.changeSession({
      sessionId: world.rng.pick(world.sessionIds),
      actorId: world.rng.pick(world.userIds),
      clientId: world.id('c'),
      change: { kind: 'remove-member', memberId: world.rng.pick(world.userIds) },
    }),
  );
}

async function rename(world: World): Promise<void> {
  if (world.sessionIds.length === 0) return;
  publish(
    world,
    await world.store.changeSession({
      sessionId: world.rng.pick(world.sessionIds),
      actorId: world.rng.pick(world.userIds),
      clientId: world.id('c'),
      change: { kind: 'rename', title: `title ${world.rng.int(1, 99)}` },
    }),
  );
}

async function newDevice(world: World): Promise<void> {
  if (world.devices.length < 9) await world.addDevice(world.rng.pick(world.userIds));
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

async function revoke(world: World): Promise<void> {
  const device = someDevice(world);
  if (device !== null && world.devices.filter((other) => !other.revoked).length > 2) await world.revoke(device);
}
