import * as z from 'zod/mini';

/**
 * In a page whose policy forbids `eval`, zod's attempt to compile its checks fails and is reported as a breach of that
 * policy. Stands before the schemas, because each of them tries it when it is made.
 */
if ('document' in globalThis) z.config({ jitless: true });
