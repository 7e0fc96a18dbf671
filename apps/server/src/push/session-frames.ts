import type { Entry, SessionDelivery, SessionFrame, UserProfile } from '@tidemark/timeline';
import { peopleIn } from '@tidemark/timeline';
import { cutItems } from '../reader/cut.ts';

/** The frames that tell of a delivery, each of no more than `maxBytes` of entries (but at least one entry). */
export function sessionFramesOf(
  epoch: string,
  { sessionId, entries }: SessionDelivery,
  profiles: ReadonlyMap<string, UserProfile>,
  maxBytes: number,
): readonly SessionFrame[] {
  const frames: SessionFrame[] = [];
  for (let rest: readonly Entry[] = entries; rest.length > 0;) {
    const part = cutItems(rest, maxBytes);
    const [first, last] = [part[0], part.at(-1)];
    if (!first || !last) break;
    const users = [...peopleIn(part)].flatMap((userId) => profiles.get(userId) ?? []);
    frames.push({ epoch, sessionId, from: first.seq, to: last.seq, entries: part, users });
    rest = rest.slice(part.length);
  }
  return frames;
}
