import { createHash } from 'node:crypto';
import { Sender } from '../support/sender.ts';
import type { ServerPlace } from '../support/test-server.ts';
import { at } from './clock.ts';
import { fillYears } from './history.ts';
import { onDatabase } from './on-database.ts';
import { makeCast, NAMES, type Cast, type Name } from './people.ts';
import { CHATS, type Chat, type Line } from './talk.ts';

/** What the pictures are of. */
export type Scene = {
  readonly place: ServerPlace;
  readonly cast: Cast;
  readonly senders: Readonly<Record<Name, Sender>>;
  /** Ids of sessions by key of the chat. */
  readonly sessions: ReadonlyMap<string, string>;
  /** SeqIds of messages by key of the chat and of the line. */
  readonly seqs: ReadonlyMap<string, number>;
};

/** An id that is the same every time. */
export function fixedId(...parts: readonly (string | number)[]): string {
  const hex = createHash('sha256').update(parts.join('|')).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** People, chats and years of talk on a new server. */
export async function makeScene(place: ServerPlace): Promise<Scene> {
  const cast = await makeCast(place);
  const made: [Name, Sender][] = [];
  for (const name of NAMES) made.push([name, await Sender.of(place, cast[name])]);
  const senders = Object.fromEntries(made) as Record<Name, Sender>;
  const scene = { place, cast, senders, sessions: new Map<string, string>(), seqs: new Map<string, number>() };
  const phone = await Sender.of(place, cast.Maya);
  phone.close();
  for (const chat of CHATS) await tell(scene, chat);
  await nameDevices(scene, phone);
  return scene;
}

async function tell(scene: Scene & { sessions: Map<string, string>; seqs: Map<string, number> }, chat: Chat) {
  const { place, cast, senders, sessions, seqs } = scene;
  const [first = 'Maya', ...others] = chat.members;
  const created = await senders[first].ask('session:create', {
    clientId: fixedId(chat.key),
    usernames: others.map((name) => cast[name].username),
    title: chat.title,
  });
  const { sessionId } = created.entry;
  sessions.set(chat.key, sessionId);
  if (chat.history) {
    const authorIds = chat.members.map((name) => cast[name].userId);
    await fillYears(place, sessionId, authorIds, chat.history);
  }
  const times = new Map<number, number>([[1, chat.born]]);
  const lines: number[] = [];
  for (const [n, line] of chat.lines.entries()) {
    const seq = await say(scene, chat, sessionId, line, n);
    times.set(seq, line.when);
    lines.push(seq);
    if (line.key) seqs.set(`${chat.key}/${line.key}`, seq);
  }
  for (const [n, line] of chat.lines.entries()) {
    for (const seq of await change(scene, sessionId, line, lines[n] ?? 0)) times.set(seq, line.when + 60_000);
  }
  await setTimes(place, sessionId, times);
  const read = lines.at(-1 - (chat.unread ?? 0)) ?? 1;
  const head = Math.max(...times.keys());
  for (const name of chat.members) {
    const seq = name === 'Maya' && chat.unread ? read : head;
    await senders[name].ask('read:mark', { sessionId, seq });
  }
  await setOwn(scene, chat, sessionId);
}

async function say({ senders, seqs, cast }: Scene, chat: Chat, sessionId: string, line: Line, n: number) {
  const replyTo = line.answers === undefined ? undefined : seqs.get(`${chat.key}/${line.answers}`);
  const mentions = NAMES.filter((name) => line.text.includes(`@${name}`)).map((name) => cast[name].userId);
  const { entry } = await senders[line.by].ask('message:send', {
    sessionId,
    clientId: fixedId(chat.key, n),
    text: line.text,
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(mentions.length > 0 ? { mentions } : {}),
  });
  return entry.seq;
}

/** What becomes of a message; answers the SeqIds of it. */
async function change({ senders, cast }: Scene, sessionId: string, line: Line, target: number) {
  const seqs: number[] = [];
  const what = (...parts: readonly (string | number)[]) => ({
    sessionId,
    clientId: fixedId(sessionId, target, ...parts),
    target,
  });
  const author = senders[line.by];
  for (const text of line.edits ?? []) {
    seqs.push((await author.ask('message:edit', { ...what('edit', text), text })).entry.seq);
  }
  for (const [emoji, names] of Object.entries(line.reactions ?? {})) {
    for (const name of names) {
      const request = { ...what('react', emoji, name), emoji, on: true };
      seqs.push((await senders[name].ask('message:react', request)).entry.seq);
    }
  }
  if (line.pinned) seqs.push((await author.ask('message:pin', { ...what('pin'), on: true })).entry.seq);
  if (line.recalled) seqs.push((await author.ask('message:recall', what('recall'))).entry.seq);
  if (line.starred) {
    const { userId } = cast.Maya;
    await senders.Maya.ask('own:set', {
      clientId: fixedId(userId, 'star', sessionId, target),
      key: `star:${sessionId}:${target}`,
      value: String(line.when),
    });
  }
  return seqs;
}

async function setOwn({ senders }: Scene, chat: Chat, sessionId: string) {
  const values = {
    pin: chat.pinned ? '1' : undefined,
    mute: chat.muted ? 'on' : undefined,
    archive: chat.archived ? 'on' : undefined,
    draft: chat.draft,
  };
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined) continue;
    await senders.Maya.ask('own:set', { clientId: fixedId(sessionId, key), key: `${key}:${sessionId}`, value });
  }
}

/** Entries were stored when the scene says so, and not when it was made. */
async function setTimes(place: ServerPlace, sessionId: string, times: ReadonlyMap<number, number>): Promise<void> {
  await onDatabase(place, async (client) => {
    await client.query(
      `UPDATE session_entry SET created_at = to_timestamp(line.at / 1000), digest = NULL
         FROM unnest($2::bigint[], $3::float8[]) AS line (seq, at)
        WHERE session_id = $1 AND session_entry.seq = line.seq`,
      [sessionId, [...times.keys()], [...times.values()]],
    );
  });
}

/** Maya has two devices besides the one of the pictures; some of the others are there. */
async function nameDevices({ place, senders }: Scene, phone: Sender): Promise<void> {
  await onDatabase(place, async (client) => {
    const name = async (sender: Sender, words: string, seen: number, behind = 0) =>
      client.query(
        `UPDATE device
            SET name = $2, created_at = to_timestamp($3 / 1000.0), last_seen_at = to_timestamp($4 / 1000.0),
                acked_at = to_timestamp($4 / 1000.0), acked_seq = greatest(0, head_seq - $5),
                acked_epoch = (SELECT epoch FROM timeline_epoch)
          WHERE device_id = $1`,
        [sender.deviceId, words, at(210, '18:20'), seen, behind],
      );
    await name(senders.Maya, 'Firefox on Windows', at(0, '10:40'));
    await name(phone, 'Safari on iPhone', at(0, '07:55'), 14);
    for (const who of NAMES) {
      if (who !== 'Maya') await name(senders[who], 'Chrome on macOS', at(0, '09:58'));
    }
  });
  for (const who of ['Samuel', 'Noor', 'Felix'] as const) senders[who].close();
}
