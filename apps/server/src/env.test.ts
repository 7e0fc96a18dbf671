import { isAbsolute } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EnvError, readEnv } from './env.ts';

describe('the configuration', () => {
  it('needs nothing to be set', () => {
    const env = readEnv({});
    expect(env).toMatchObject({ PORT: 3000, HOST: '127.0.0.1', NODE_ENV: 'production', APP_ORIGIN: [], WEB: 'on' });
    expect(isAbsolute(env.DATA_DIR)).toBe(true);
    expect(env.DATA_DIR.endsWith('/.data')).toBe(true);
  });

  it('reads an empty value as none, and several origins with commas', () => {
    const env = readEnv({ PORT: '', APP_ORIGIN: 'https://chat.example.org/, http://10.0.0.2:3000' });
    expect(env.PORT).toBe(3000);
    expect(env.APP_ORIGIN).toEqual(['https://chat.example.org', 'http://10.0.0.2:3000']);
  });

  it('says of each wrong value in one line what it must be', () => {
    const wrong = { PORT: 'many', DATABASE_URL: 'mysql://x', APP_ORIGIN: 'chat', WEB: 'maybe', AUTH_SECRET: 'short' };
    expect(() => readEnv(wrong)).toThrow(EnvError);
    const message = (() => {
      try {
        readEnv(wrong);
        return '';
      } catch (error) {
        return String(error);
      }
    })();
    for (const name of Object.keys(wrong)) expect(message).toMatch(new RegExp(`^(EnvError: )?${name}: must `, 'm'));
    expect(message.split('\n')).toHaveLength(5);
  });
});
