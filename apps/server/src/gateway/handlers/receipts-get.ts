import type { Handler } from '../deps.ts';

export const onReceiptsGet: Handler<'receipts:get'> = (deps, connection, { sessionId }) =>
  deps.receipts.get(connection, sessionId);
