import type { IncomingMessage, ServerResponse } from 'node:http';
import { DATA_HEADERS } from './headers.ts';

/** Figures in the text form of Prometheus. */
export type MetricsSource = { readonly contentType: string; metrics(): Promise<string> };

export type MetricsDeps = {
  readonly metrics?: MetricsSource;
  /** True when any address may read them; otherwise only this machine itself. */
  readonly metricsForAll: boolean;
};

/** Answers the figures to those who may read them; to others there is no such page. */
export async function sendMetrics(
  deps: MetricsDeps,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!deps.metrics || (!deps.metricsForAll && !isOfThisMachine(request))) {
    response.writeHead(404, DATA_HEADERS);
    response.end();
    return;
  }
  response.writeHead(200, { ...DATA_HEADERS, 'content-type': deps.metrics.contentType });
  response.end(await deps.metrics.metrics());
}

/** A request of this machine that no proxy has passed on: behind one, strangers have the proxy's address. */
function isOfThisMachine({ socket, headers }: IncomingMessage): boolean {
  const address = socket.remoteAddress?.replace(/^::ffff:/, '') ?? '';
  const passedOn = ['x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'forwarded', 'via'];
  return (address === '::1' || address.startsWith('127.')) && !passedOn.some((name) => headers[name] !== undefined);
}
