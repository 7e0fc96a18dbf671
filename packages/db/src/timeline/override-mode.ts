import type { ModeOutcome, SyncMode } from '@tidemark/timeline';
import { lock } from './locked-session.ts';
import { takeStep } from './session-step.ts';
import type { WriteTransaction } from './transaction.ts';

/** The operator's word on the mode (SPEC MD-3). Null: there is no such session. */
export async function overrideMode(
  tx: WriteTransaction,
  request: { readonly sessionId: string; readonly mode: SyncMode | null },
  pullThreshold: number,
): Promise<ModeOutcome | null> {
  const [session] = await lock(tx.client, [request.sessionId]);
  if (!session || session.sessionKind === 'private') return null;
  const { title } = session;
  const step = { action: null, title, modeOverride: request.mode, joining: [], leaving: null };
  const { mode, tidings } = await takeStep(tx, session, { ...step, apply: async () => undefined }, pullThreshold);
  return { mode, ...tidings };
}
