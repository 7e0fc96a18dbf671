import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { readAddress } from './address.mjs';
import { findBrowser } from './browser.mjs';
import { isInstallNeeded } from './dependencies.mjs';
import { requireDataFolder, whyNotWritable } from './folder.mjs';
import { isNodeSupported } from './node-version.mjs';
import { requireFreePort } from './port.mjs';
import { isServerFile } from './reload.mjs';
import { findRedis } from './redis.mjs';
import { inRoot } from './root.mjs';

describe('what a start checks first', () => {
  it('the version of Node', () => {
    expect(['20.19.0', '20.20.2', '22.0.0', '24.1.0'].map(isNodeSupported)).toEqual([true, true, true, true]);
    expect(['20.18.9', '18.20.0', '8.0.0'].map(isNodeSupported)).toEqual([false, false, false]);
  });

  it('whether the dependencies are there and as new as the lock', () => {
    expect(isInstallNeeded(null, 5)).toBe(true);
    expect(isInstallNeeded(4, 5)).toBe(true);
    expect(isInstallNeeded(5, 5)).toBe(false);
    expect(isInstallNeeded(5, null)).toBe(false);
  });

  it('the address', () => {
    expect(readAddress({})).toEqual({ port: 3000, host: '127.0.0.1' });
    expect(readAddress({ PORT: '8080', HOST: '0.0.0.0' })).toEqual({ port: 8080, host: '0.0.0.0' });
    for (const PORT of ['65536', 'http', '-1', '3000x']) expect(() => readAddress({ PORT })).toThrow(/PORT is/);
  });

  it('that the port is free, and says how to choose another', async () => {
    const other = createServer();
    await new Promise((resolve) => other.listen(0, '127.0.0.1', () => resolve(undefined)));
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const wanted = { port, host: '127.0.0.1', attempts: 2, pauseMs: 1 };
    await expect(requireFreePort(wanted)).rejects.toThrow(`Port ${port} on 127.0.0.1 is in use`);
    await new Promise((resolve) => other.close(resolve));
    await expect(requireFreePort(wanted)).resolves.toBeUndefined();
  });

  it('that the data folder can be made', () => {
    expect(whyNotWritable(inRoot('scripts'))).toBeNull();
    expect(() => requireDataFolder('package.json/data')).toThrow(/data folder .* cannot be used: .* is not a folder/);
    expect(() => requireDataFolder('.data')).not.toThrow();
  });

  it('the Redis that the tests are told to use, or the first on the PATH', () => {
    expect(findRedis({ REDIS_SERVER_PATH: process.execPath })).toBe(process.execPath);
    expect(() => findRedis({ REDIS_SERVER_PATH: '/nowhere/redis' })).toThrow(/REDIS_SERVER_PATH/);
    expect(findRedis({ PATH: '/nowhere' })).toBeNull();
  });

  it('the browser that the tests are told to use', () => {
    expect(findBrowser({ CHROMIUM_PATH: process.execPath })).toBe(process.execPath);
    expect(() => findBrowser({ CHROMIUM_PATH: '/nowhere/chromium' })).toThrow(/CHROMIUM_PATH/);
  });
});

describe('what starts the development server again', () => {
  it('is a change of what it runs, not of tests or generated code', () => {
    expect(['main.ts', 'timeline/sql/a.sql', 'schema.prisma', 'migrations/1/migration.sql'].every(isServerFile)).toBe(
      true,
    );
    expect(['a.test.ts', 'generated/client.ts', 'README.md', 'main.ts~'].some(isServerFile)).toBe(false);
  });
});
