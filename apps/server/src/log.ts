import { pino } from 'pino';

/** What the server's parts may log with. Fields carry ids, codes and numbers, never the text of a message. */
export type Log = {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
};

export const silentLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

export function createLog(level: string): Log {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: ['password', 'text', 'cookie', 'headers', 'token'],
  });
}

/** An error as a log field: what it is and where, without the values a driver likes to put into its message. */
export function errorFields(error: unknown): { error: string; code?: string; stack?: string } {
  if (!(error instanceof Error)) return { error: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  // The first lines of a stack repeat the message.
  const stack = error.stack?.split('\n').filter((line) => /^\s+at /.test(line));
  return { error: error.name, code, stack: stack?.join('\n') };
}
