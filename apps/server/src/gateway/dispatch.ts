import { CLIENT_EVENTS, failure, type ClientEvent, type Failure } from '@tidemark/protocol';
import { codeOfError } from '../failures.ts';
import { uuidv7 } from '../ids.ts';
import { errorFields } from '../log.ts';
import { storable } from '../text.ts';
import type { Connection } from './connection.ts';
import type { GatewayDeps } from './deps.ts';
import { endFor } from './end-for.ts';
import { HANDLERS } from './handlers/index.ts';

/** Requests of one connection that may be worked on at once. */
const MOST_IN_FLIGHT = 256;

/**
 * What goes to the writer, which asks for the rights of a whole batch as it begins; asked for here too, a change would be
 * overtaken by a message that was sent after it.
 */
const CHECKS_BY_ITSELF: ReadonlySet<ClientEvent> = new Set([
  'message:send',
  'message:edit',
  'message:recall',
  'message:react',
  'message:pin',
  'own:set',
]);

type Answer = { readonly ok: true } | Failure;

/**
 * Takes one event of a client: parse, let the handler authorize and act, acknowledge. Whatever comes in, the answer is
 * an acknowledgement; only an event without a callback gets none, for there is no way to give it one.
 */
export async function dispatch(
  deps: GatewayDeps,
  connection: Connection,
  event: unknown,
  args: readonly unknown[],
): Promise<void> {
  const acknowledge = args.at(-1);
  if (!isCallback(acknowledge)) {
    deps.log.debug({ deviceId: connection.who.deviceId }, 'an event without a callback was dropped');
    return;
  }
  const answer = await answerTo(deps, connection, event, args.slice(0, -1));
  acknowledge(answer);
}

async function answerTo(
  deps: GatewayDeps,
  connection: Connection,
  event: unknown,
  args: readonly unknown[],
): Promise<Answer> {
  if (!isClientEvent(event)) return failure('bad-request', { detail: 'there is no such event' });
  if (connection.revoked) return failure('device-revoked');
  if (connection.ended || deps.draining()) return failure('unavailable');
  if (connection.inFlight >= MOST_IN_FLIGHT) return failure('too-fast', { retryAfterMs: 100 });
  const { userId, deviceId } = connection.who;
  connection.inFlight += 1;
  try {
    const tooFast = await deps.limits.request(userId, deviceId);
    if (tooFast) return tooFast;
    const verdict = CHECKS_BY_ITSELF.has(event) ? 'may' : await deps.rights.check(connection.who);
    if (verdict !== 'may') return endFor(connection, verdict);
    return await handle(deps, connection, event, args);
  } catch (error) {
    const code = codeOfError(error);
    const id = uuidv7(deps.clock.now());
    deps.log.error({ ...errorFields(error), errorId: id, event, userId, deviceId, answer: code }, 'a request failed');
    return failure(code, { detail: `error ${id}` });
  } finally {
    connection.inFlight -= 1;
  }
}

async function handle<E extends ClientEvent>(
  deps: GatewayDeps,
  connection: Connection,
  event: E,
  args: readonly unknown[],
): Promise<Answer> {
  if (args.length !== 1) return failure('bad-request', { detail: 'send one object and a callback' });
  const parsed = CLIENT_EVENTS[event].request.safeParse(args[0]);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return failure('bad-request', { detail: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`.slice(0, 200) });
  }
  const handler = HANDLERS[event];
  // the same schema types the request and the handler
  return handler(deps, connection, normal(parsed.data) as Parameters<typeof handler>[2]);
}

/** Ids in lower case and text that can be stored: one spelling of everything from here on. */
function normal(request: object): object {
  const lower = (key: string, value: string) => (key.endsWith('Id') ? value.toLowerCase() : storable(value));
  const entries = Object.entries(request).map(([key, value]: [string, unknown]): [string, unknown] => [
    key,
    typeof value === 'string' ? lower(key, value) : value,
  ]);
  return Object.fromEntries(entries);
}

function isClientEvent(event: unknown): event is ClientEvent {
  return typeof event === 'string' && Object.hasOwn(CLIENT_EVENTS, event);
}

function isCallback(value: unknown): value is (answer: Answer) => void {
  return typeof value === 'function';
}
