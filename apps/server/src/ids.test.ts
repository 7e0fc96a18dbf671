import { z } from 'zod';
import { describe, expect, it } from 'vitest';
import { directSessionId, groupSessionId, uuidv7 } from './ids.ts';

describe('ids', () => {
  it('are UUIDs that the protocol takes', () => {
    for (const id of [uuidv7(), directSessionId('a', 'b'), groupSessionId('a', 'b')]) {
      expect(z.uuid().safeParse(id).success).toBe(true);
      expect(id).toBe(id.toLowerCase());
    }
  });

  it('are ordered by time', () => {
    const early = uuidv7(1_700_000_000_000);
    const late = uuidv7(1_700_000_000_001);
    expect(early < late).toBe(true);
    expect(early.startsWith('018bcfe5-6800-7')).toBe(true);
  });

  it('of a direct session is the same from both sides, and of another pair another', () => {
    expect(directSessionId('a', 'b')).toBe(directSessionId('b', 'a'));
    expect(directSessionId('a', 'b')).not.toBe(directSessionId('a', 'c'));
    expect(directSessionId('a', 'b')).not.toBe(groupSessionId('a', 'b'));
    expect(directSessionId('a","b', 'c')).not.toBe(directSessionId('a', 'b","c'));
  });
});
