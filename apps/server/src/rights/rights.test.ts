import { describe, expect, it } from 'vitest';
import { Rights } from './rights.ts';
import { judge, type DeviceName, type Standing } from './standing.ts';

const standing = (device: DeviceName, other: Partial<Standing> = {}): Standing => ({
  ...device,
  status: 'active',
  loginId: 'l',
  loginEndsAt: 9,
  epoch: 'e',
  head: 0,
  floor: 1,
  readAt: 8_999,
  ...other,
});
const device = (deviceId: string) => ({ userId: 'u', deviceId });

/** A database whose statements answer when the test says so. */
function database() {
  const asked: (readonly DeviceName[])[] = [];
  const answers: ((rows: readonly Standing[]) => void)[] = [];
  const failures: ((error: Error) => void)[] = [];
  const rights = new Rights((devices) => {
    asked.push(devices);
    return new Promise((resolve, reject) => {
      answers.push(resolve);
      failures.push(reject);
    });
  });
  return { asked, answers, failures, rights };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('rights', () => {
  it('of all who ask in one turn are one statement, each device once', async () => {
    const { asked, answers, rights } = database();
    const checks = ['a', 'b', 'a'].map((id) => rights.check({ ...device(id), loginId: 'l' }));
    await turn();
    expect(asked).toMatchObject([[device('a'), device('b')]]);
    answers[0]?.([standing(device('a'))]);
    expect(await Promise.all(checks)).toEqual(['may', 'device-unknown', 'may']);
  });

  it('are never answered by a statement that began before they were asked', async () => {
    const { asked, answers, rights } = database();
    const early = rights.check({ ...device('a'), loginId: 'l' });
    await turn();
    const late = rights.check({ ...device('a'), loginId: 'l' });
    answers[0]?.([standing(device('a'))]);
    expect(await early).toBe('may');
    await turn();
    expect(asked).toHaveLength(2);
    answers[1]?.([standing(device('a'), { status: 'revoked' })]);
    expect(await late).toBe('device-revoked');
  });

  it('of a batch are one statement, a verdict for each', async () => {
    const { asked, answers, rights } = database();
    const verdicts = rights.checkAll(['a', 'b', 'a'].map((id) => ({ ...device(id), loginId: 'l' })));
    expect(asked).toHaveLength(1);
    answers[0]?.([standing(device('a'))]);
    expect(await verdicts).toEqual(['may', 'device-unknown', 'may']);
  });

  it('that cannot be asked are not given, and can be asked again', async () => {
    const { answers, failures, rights } = database();
    const first = rights.check({ ...device('a'), loginId: 'l' });
    await turn();
    failures[0]?.(new Error('the database is away'));
    await expect(first).rejects.toThrow('away');
    const second = rights.check({ ...device('a'), loginId: 'l' });
    await turn();
    answers[1]?.([standing(device('a'))]);
    expect(await second).toBe('may');
  });

  it.each([
    [{}, 'may'],
    [{ status: 'revoked' }, 'device-revoked'],
    [{ loginId: 'another' }, 'unauthenticated'],
    [{ loginId: null }, 'unauthenticated'],
    [{ loginEndsAt: null }, 'unauthenticated'],
    [{ readAt: 9_000 }, 'unauthenticated'],
  ] as const)('by what the database has: %j is %s', (has, verdict) => {
    expect(judge('l', standing(device('a'), has))).toBe(verdict);
  });
});
