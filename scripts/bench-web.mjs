// `npm run bench:web [-- --big 100000] [-- --rounds 5]`: what the web client costs, in a real browser against the built
// product with data of its own. Prints a table; the figures of a machine are in docs/performance-web.md.
import { runBrowserProgram } from './lib/browser-program.mjs';

await runBrowserProgram('bench', 'web.ts');
