import { describe, expect, it } from 'vitest';
import { errorFields } from './log.ts';

describe('an error in a log', () => {
  it('says what it is and where, and none of its message', () => {
    const fields = errorFields(Object.assign(new TypeError('invalid input: "my\nsecret text"'), { code: '22P02' }));
    expect(fields).toMatchObject({ error: 'TypeError', code: '22P02' });
    expect(fields.stack).toContain('log.test.ts');
    expect(JSON.stringify(fields)).not.toContain('secret');
  });

  it('says of what is no error only its type', () => {
    expect(errorFields('a secret text')).toEqual({ error: 'string' });
  });
});
