import type { TidemarkClient } from '@tidemark/sync-client';

/** Says that one types while the text grows; an empty field, or one that was left, is no typing. */
export function sayTyping({ company }: TidemarkClient, sessionId: string, before: string, text: string): void {
  if (text.trim() === '') company.typed(sessionId, false);
  else if (text !== before) company.typed(sessionId, true);
}
