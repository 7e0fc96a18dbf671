import { describe, expect, it } from 'vitest';
import { presenceWords, typingWords } from './words.ts';

const now = Date.UTC(2026, 10, 25, 12, 0);
const minute = 60_000;
const style = { zone: 'UTC', locale: 'en-GB' };
const away = (minutes: number) => ({ userId: 'u', online: false, lastSeenAt: now - minutes * minute });

describe('the words of who types', () => {
  it('name people in a group only, and count past two', () => {
    expect(typingWords(['Ada'], false)).toBe('typing…');
    expect(typingWords(['Ada'], true)).toBe('Ada is typing…');
    expect(typingWords(['Ada', 'Bo'], true)).toBe('Ada and Bo are typing…');
    expect(typingWords(['Ada', 'Bo', 'Cy'], true)).toBe('3 are typing…');
  });
});

describe('the words of who is there', () => {
  it('say no more than is known', () => {
    expect(presenceWords(null, now, style)).toBeNull();
    expect(presenceWords({ userId: 'u', online: false, lastSeenAt: null }, now, style)).toBeNull();
    expect(presenceWords({ userId: 'u', online: true, lastSeenAt: null }, now, style)).toBe('online');
    expect(presenceWords(away(1), now, style)).toBe('last seen just now');
    expect(presenceWords(away(4), now, style)).toBe('last seen 4 min ago');
    expect(presenceWords(away(90), now, style)).toBe('last seen 10:30');
    expect(presenceWords(away(24 * 60), now, style)).toBe('last seen yesterday 12:00');
    expect(presenceWords(away(3 * 24 * 60), now, style)).toBe('last seen Sun');
  });

  it('are not of the future, where the clocks differ', () => {
    expect(presenceWords(away(-5), now, style)).toBe('last seen just now');
  });
});
