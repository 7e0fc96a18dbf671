// `npm run screenshots [-- --out FOLDER] [-- --only PART]`: pictures of every screen and state, light and dark, wide and
// narrow, of the built product with data of its own. The same texts, names and times every time.
import { runBrowserProgram } from './lib/browser-program.mjs';

await runBrowserProgram('screenshots', 'take.ts');
