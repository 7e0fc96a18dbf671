import { describe, expect, it } from 'vitest';
import { Origins } from './origins.ts';

describe('allowed origins', () => {
  const origins = new Origins('127.0.0.1', 3000, ['https://chat.example.org']);

  it.each(['http://localhost:3000', 'http://127.0.0.1:3000', 'http://[::1]:3000', 'https://chat.example.org'])(
    'take %s',
    (origin) => {
      expect(origins.allows({ origin })).toBe(true);
      expect(origins.allowsRead({ origin })).toBe(true);
    },
  );

  it.each([
    'http://localhost:3001',
    'https://localhost:3000',
    'http://localhost:3000.evil.org',
    'http://chat.example.org',
    'https://evil.org',
    'null',
    '',
  ])('refuse %j', (origin) => {
    expect(origins.allows({ origin })).toBe(false);
    expect(origins.allowsRead({ origin })).toBe(false);
  });

  it('want an origin for what changes something; a read may prove itself otherwise', () => {
    expect(origins.allows({})).toBe(false);
    expect(origins.allowsRead({})).toBe(false);
    expect(origins.allowsRead({ 'sec-fetch-site': 'same-origin' })).toBe(true);
    expect(origins.allowsRead({ 'sec-fetch-site': 'cross-site' })).toBe(false);
    expect(origins.allowsRead({ referer: 'http://localhost:3000/s/1' })).toBe(true);
    expect(origins.allowsRead({ referer: 'https://evil.org/' })).toBe(false);
    expect(origins.allowsRead({ referer: 'not an address' })).toBe(false);
  });

  it('follow the port that the server got', () => {
    const moving = new Origins('192.0.2.1', 0, []);
    moving.listenOn('192.0.2.1', 4567);
    expect(moving.allows({ origin: 'http://192.0.2.1:4567' })).toBe(true);
    expect(moving.allows({ origin: 'http://localhost' })).toBe(false);
  });
});
