import { existsSync } from 'node:fs';
import { inRoot } from './root.mjs';
import { Stop } from './stop.mjs';

/** Reads `.env` of the checkout, when there is one; variables that are set already win. */
export function loadEnvFile() {
  const file = inRoot('.env');
  if (existsSync(file)) process.loadEnvFile(file);
}

/**
 * @param {Readonly<Record<string, string | undefined>>} env
 * @returns {{ port: number, host: string }} where the server will listen
 */
export function readAddress(env) {
  const text = env.PORT?.trim() || '3000';
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (!(port <= 65_535))
    throw new Stop(`PORT is "${text}", which is no port. Use a number from 0 to 65535 (0: any that is free).`);
  return { port, host: env.HOST?.trim() || '127.0.0.1' };
}
