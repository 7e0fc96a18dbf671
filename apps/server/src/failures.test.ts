import { describe, expect, it } from 'vitest';
import { codeOfError } from './failures.ts';

const withCode = (code: string, message = '') => Object.assign(new Error(message), { code });

describe('what an error means for the caller', () => {
  it.each(['ECONNREFUSED', 'ECONNRESET', '57P01', '08006', '53300', '40001', '40P01', '55P03', 'P1001'])(
    '%s: come again',
    (code) => {
      expect(codeOfError(withCode(code))).toBe('unavailable');
      expect(codeOfError(new Error('a wrapper', { cause: withCode(code) }))).toBe('unavailable');
    },
  );

  it('knows a broken connection by its message', () => {
    expect(codeOfError(new Error('Connection terminated unexpectedly'))).toBe('unavailable');
    expect(codeOfError(new Error('timeout exceeded when trying to connect'))).toBe('unavailable');
  });

  it('a value that the database cannot read is the request’s fault, all else is ours', () => {
    expect(codeOfError(withCode('22P02'))).toBe('bad-request');
    expect(codeOfError(withCode('23505'))).toBe('internal');
    expect(codeOfError(new TypeError('x is undefined'))).toBe('internal');
    expect(codeOfError('thrown')).toBe('internal');
  });
});
