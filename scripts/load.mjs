#!/usr/bin/env node
/**
 * A quick look at speed: pairs of people with two devices each talk over real sockets, and this prints how long a send
 * takes to be stored and to reach the other person's device, and how many messages a second were fully delivered.
 *
 *   node scripts/load.mjs [--url http://localhost:3000 …] [--pairs 32] [--seconds 10] [--in-flight 1]
 *
 * With several --url, of nodes of one installation, the devices go round: each of a pair is at another node.
 * Start the server with AUTH_RATE_LIMIT=off RATE_DEVICE=1000000 RATE_USER=1000000, or sign-ups and sends are slowed
 * down on purpose. Compare only figures of one run of one machine.
 */
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { io } from 'socket.io-client';

const { values } = parseArgs({
  options: {
    url: { type: 'string', multiple: true, default: ['http://localhost:3000'] },
    pairs: { type: 'string', default: '32' },
    seconds: { type: 'string', default: '10' },
    'in-flight': { type: 'string', default: '1' },
  },
});
const urls = values.url;
const text = 'x'.repeat(200);

async function post(url, path, body, cookie = '') {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: new URL(url).origin, cookie },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  const cookies = response.headers.getSetCookie().map((line) => line.split(';')[0]);
  return { answer: await response.json(), cookie: cookies.join('; ') };
}

let connected = 0;

/** Connects one more device of a signed-in person, at the next node; `onEntry` sees every session entry that is pushed to it. */
async function connectDevice(cookie, onEntry) {
  const deviceId = randomUUID();
  const url = urls[connected % urls.length];
  connected += 1;
  const { answer } = await post(url, '/api/devices', { deviceId, name: 'Load' }, cookie);
  const socket = io(url, {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    auth: { protocol: 1, userId: answer.user.userId, deviceId },
    extraHeaders: { origin: new URL(url).origin, cookie },
  });
  socket.on('sync:push', (frame) => {
    for (const item of frame.items) if (item.kind === 'entry') onEntry(item.entry);
  });
  await new Promise((resolve, reject) => {
    socket.once('hello', resolve);
    socket.once('connect_error', (error) => reject(new Error(JSON.stringify(error.data ?? error.message))));
  });
  return socket;
}

/** Sends under way, by client id: when it began, and how many of the other three devices still have to see it. */
const underWay = new Map();
const acked = [];
const reached = [];
let delivered = 0;

function seen(entry, toOther) {
  const send = underWay.get(entry.clientId);
  if (!send) return;
  if (toOther && !send.reached) {
    send.reached = true;
    reached.push(performance.now() - send.begun);
  }
  send.missing -= 1;
  if (send.missing === 0) {
    underWay.delete(entry.clientId);
    delivered += 1;
  }
}

async function makePair(index) {
  const names = ['a', 'b'].map((side) => `load-${side}-${index}-${randomUUID().slice(0, 8)}`);
  const people = [];
  for (const username of names) {
    const { cookie } = await post(urls[0], '/api/auth/sign-up/email', { username, password: `pass-${randomUUID()}` });
    people.push(cookie);
  }
  const sender = await connectDevice(people[0], () => undefined);
  const sockets = [sender, await connectDevice(people[0], (entry) => seen(entry, false))];
  for (let i = 0; i < 2; i += 1) sockets.push(await connectDevice(people[1], (entry) => seen(entry, true)));
  const created = await sender
    .timeout(10_000)
    .emitWithAck('session:create', { clientId: randomUUID(), usernames: [names[1]], title: null });
  if (!created.ok) throw new Error(`session:create: ${created.code}`);
  return { sender, sockets, sessionId: created.entry.sessionId };
}

async function talk({ sender, sessionId }, until) {
  while (performance.now() < until) {
    const clientId = randomUUID();
    const begun = performance.now();
    underWay.set(clientId, { begun, missing: 3, reached: false });
    const answer = await sender.timeout(10_000).emitWithAck('message:send', { sessionId, clientId, text });
    if (answer.ok) acked.push(performance.now() - begun);
    else {
      underWay.delete(clientId);
      if (answer.code !== 'too-fast') throw new Error(`message:send: ${answer.code}`);
      await new Promise((resolve) => setTimeout(resolve, answer.retryAfterMs ?? 100));
    }
  }
}

function spread(times) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]?.toFixed(1) ?? '–';
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms`;
}

const pairs = [];
for (let i = 0; i < Number(values.pairs); i += 1) pairs.push(await makePair(i));
const begun = performance.now();
const until = begun + Number(values.seconds) * 1_000;
const lanes = pairs.flatMap((pair) => Array.from({ length: Number(values['in-flight']) }, () => talk(pair, until)));
await Promise.all(lanes);
const seconds = (performance.now() - begun) / 1_000;
while (underWay.size > 0 && performance.now() < until + 5_000) await new Promise((resolve) => setTimeout(resolve, 20));

console.log(
  `${lanes.length} sends in flight, ${pairs.length} pairs, 2 devices each, 200-byte texts, ${seconds.toFixed(1)} s`,
);
console.log(`stored           ${(acked.length / seconds).toFixed(0)} messages/s   ${spread(acked)}`);
console.log(`on other device  ${(delivered / seconds).toFixed(0)} fully delivered/s   ${spread(reached)}`);
console.log(`not seen on all devices within 5 s: ${underWay.size}`);
for (const { sockets } of pairs) for (const socket of sockets) socket.disconnect();
