import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  CLIENT_EVENTS,
  ERRORS,
  PROTOCOL_HISTORY,
  PROTOCOL_VERSION,
  SERVER_EVENTS,
  failureSchema,
  handshakeSchema,
  registerDeviceSchema,
} from '../src/index.ts';

/** Everything that travels, as JSON Schema: what the fingerprint is taken of. */
function wholeContract(): unknown {
  const json = (schema: z.core.$ZodType) => z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' });
  return {
    client: Object.fromEntries(
      Object.entries(CLIENT_EVENTS).map(([name, { request, answer }]) => [
        name,
        { request: json(request), answer: json(answer) },
      ]),
    ),
    server: Object.fromEntries(Object.entries(SERVER_EVENTS).map(([name, schema]) => [name, json(schema)])),
    handshake: json(handshakeSchema),
    registerDevice: json(registerDeviceSchema),
    failure: json(failureSchema),
    errors: ERRORS,
  };
}

const fingerprint = createHash('sha256').update(JSON.stringify(wholeContract())).digest('hex').slice(0, 16);

describe('protocol version', () => {
  it('changes with the schemas', () => {
    const current = PROTOCOL_HISTORY.at(-1);
    const told =
      `The wire contract is not what version ${PROTOCOL_VERSION} says. Add a line to PROTOCOL_HISTORY in ` +
      `packages/protocol/src/version.ts with what changed and schema: '${fingerprint}'.`;
    expect(current?.schema, told).toBe(fingerprint);
    expect(current?.version).toBe(PROTOCOL_VERSION);
  });

  it('counts up by one, each with a note', () => {
    PROTOCOL_HISTORY.forEach((line, i) => {
      expect(line.version).toBe(i + 1);
      expect(line.note.length).toBeGreaterThan(20);
    });
  });
});
