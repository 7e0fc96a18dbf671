import { failure, type Failure } from '@tidemark/protocol';
import type { UserProfile } from '@tidemark/timeline';
import { isUsername } from '../identity/usernames.ts';
import type { GatewayDeps } from './deps.ts';

/** The users of these names, each once, or `user-unknown` with the names that nobody has. */
export async function findPeople(
  deps: GatewayDeps,
  usernames: readonly string[],
): Promise<{ readonly ok: true; readonly people: readonly UserProfile[] } | Failure> {
  const names = [...new Set(usernames.map((name) => name.toLowerCase()))];
  const found = await deps.directory.byUsernames(names.filter(isUsername));
  const unknown = names.filter((name) => !found.has(name));
  if (unknown.length > 0) return failure('user-unknown', { detail: unknown.join(', ').slice(0, 200) });
  return { ok: true, people: names.flatMap((name) => found.get(name) ?? []) };
}
