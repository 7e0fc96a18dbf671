import { createServer } from 'node:net';
import { Stop } from './stop.mjs';

/**
 * @param {number} port
 * @param {string} host
 * @returns {Promise<NodeJS.ErrnoException | null>} why the server could not listen there, or null
 */
export function whyNotFree(port, host) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', resolve);
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(null)));
  });
}

/**
 * Stops with one line when the address cannot be listened on. A server that is just ending gets a moment.
 * @param {{ port: number, host: string, attempts?: number, pauseMs?: number }} wanted
 */
export async function requireFreePort({ port, host, attempts = 16, pauseMs = 250 }) {
  for (let attempt = 1; ; attempt += 1) {
    const error = await whyNotFree(port, host);
    if (error === null) return;
    if (error.code === 'EADDRINUSE' && attempt < attempts) {
      if (attempt === 2) console.log(`Port ${port} on ${host} is in use; waiting a moment for it …`);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    } else if (error.code === 'EADDRINUSE') {
      throw new Stop(
        `Port ${port} on ${host} is in use. Stop what runs there, or choose another: PORT=${port + 1} npm start`,
      );
    } else if (error.code === 'EACCES') {
      throw new Stop(`Port ${port} may not be used by this user. Choose one above 1023: PORT=3000 npm start`);
    } else {
      throw new Stop(`Cannot listen on ${host}:${port} (${error.code ?? error.message}). Check HOST and PORT.`);
    }
  }
}
