import { test as base, World } from './fixtures.ts';
import { TestServer } from './test-server.ts';

/**
 * A test whose world is on a server of its own, which it may configure, fill and kill.
 * @param env what the server's environment has in addition
 */
export function onOwnServer(env: Readonly<Record<string, string>> = {}) {
  return base.extend<{ server: TestServer; world: World }>({
    // oxlint-disable-next-line eslint/no-empty-pattern -- Playwright reads the names of fixtures off this pattern
    server: async ({}, provide) => {
      const server = await TestServer.start(env);
      await provide(server);
      await server.dispose();
    },
    world: async ({ browser, server }, provide) => {
      const world = new World(browser, server.place);
      await provide(world);
      await world.close();
    },
  });
}
