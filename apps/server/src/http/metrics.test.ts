import { createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { sendMetrics, type MetricsDeps } from './metrics.ts';

const metrics = { contentType: 'text/plain; version=0.0.4', metrics: async () => 'tidemark_x 1\n' };

let server: Server | null = null;
afterEach(() => {
  server?.close();
  server = null;
});

async function ask(deps: MetricsDeps, headers: Record<string, string> = {}) {
  const started = createServer((request, response) => void sendMetrics(deps, request, response));
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  const { port } = started.address() as AddressInfo;
  return new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
    get({ port, host: '127.0.0.1', headers, agent: false }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => (text += part));
      answer.on('end', () => resolve({ status: answer.statusCode, text }));
    }).on('error', reject);
  });
}

describe('/metrics', () => {
  it('is there for this machine itself', async () => {
    expect(await ask({ metrics, metricsForAll: false })).toEqual({ status: 200, text: 'tidemark_x 1\n' });
  });

  it.each(['x-forwarded-for', 'forwarded', 'via', 'x-real-ip'])('is not there when a proxy says %s', async (name) => {
    expect(await ask({ metrics, metricsForAll: false }, { [name]: '192.0.2.1' })).toEqual({ status: 404, text: '' });
  });

  it('is there for all when the operator says so, and for nobody where there are no figures', async () => {
    expect(await ask({ metrics, metricsForAll: true }, { 'x-forwarded-for': '192.0.2.1' })).toMatchObject({
      status: 200,
    });
    expect(await ask({ metricsForAll: true })).toMatchObject({ status: 404 });
  });
});
