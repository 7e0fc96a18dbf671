import { failure, type Failure } from '@tidemark/protocol';
import type { AppendRequest, Entry } from '@tidemark/timeline';
import { refusal } from '../failures.ts';
import type { Connection } from './connection.ts';
import type { GatewayDeps } from './deps.ts';
import { endFor } from './end-for.ts';

/** An action without what the connection says: who takes it. */
export type OwnAction = AppendRequest extends infer Request
  ? Request extends unknown
    ? Omit<Request, 'authorId'>
    : never
  : never;

/** Hands an action to the writer, which asks for rights once for a whole batch, and says what came of it. */
export async function appendAction(
  deps: Pick<GatewayDeps, 'writer'>,
  connection: Connection,
  action: OwnAction,
): Promise<{ readonly ok: true; readonly entry: Entry } | Failure> {
  const { who } = connection;
  const outcome = await deps.writer.append({ ...action, authorId: who.userId }, who);
  if (outcome.outcome === 'no-right') return endFor(connection, outcome.verdict);
  if (outcome.outcome === 'unavailable') return failure('unavailable');
  if (outcome.outcome === 'refused') return refusal(outcome.reason);
  return { ok: true, entry: outcome.entry };
}

/** The users that a text names, each once, in the form in which ids are stored. */
export function namedUsers(mentions: readonly string[] | undefined): { readonly mentions?: readonly string[] } {
  return mentions?.length ? { mentions: [...new Set(mentions.map((userId) => userId.toLowerCase()))] } : {};
}

/** The message that a change names, in the form in which ids are stored. */
export function targetOf({ target, targetClientId }: { readonly target: number; readonly targetClientId?: string }) {
  return targetClientId === undefined ? { target } : { target, targetClientId: targetClientId.toLowerCase() };
}
