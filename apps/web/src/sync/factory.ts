import type { ClientFactory } from '@tidemark/sync-client';

let loading: Promise<ClientFactory> | null = null;

/** The device's engine, loaded once and only in a browser. */
export function loadFactory(): Promise<ClientFactory> {
  loading ??= import('@tidemark/sync-client/browser').then((module) => module.createClientFactory());
  return loading;
}
