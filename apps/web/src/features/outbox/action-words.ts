import type { OutboxItem } from '@tidemark/sync-client';

/** What an action that is no message does, in words. */
export function actionWords(action: Exclude<OutboxItem['action'], { kind: 'send' }>): string {
  if (action.kind === 'read') return `Read up to #${action.seq.toLocaleString('en')}`;
  // One's own data: settings and marks of one's own. Its keys are for programs.
  if (action.kind === 'set') return 'A setting of yours';
  const { change } = action;
  const on = `#${change.target.toLocaleString('en')}`;
  switch (change.kind) {
    case 'edit':
      return `Edit of ${on}: ${change.text}`;
    case 'recall':
      return `Recall of ${on}`;
    case 'react':
      return change.on ? `${change.emoji} on ${on}` : `${change.emoji} taken from ${on}`;
    case 'pin':
      return change.on ? `Pin of ${on}` : `Unpin of ${on}`;
  }
}
