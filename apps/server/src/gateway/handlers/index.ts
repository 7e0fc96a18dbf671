import type { ClientEvent } from '@tidemark/protocol';
import type { Handler } from '../deps.ts';
import { onAuditSession } from './audit-session.ts';
import { onAuditSync } from './audit-sync.ts';
import { onDeviceList } from './device-list.ts';
import { onDeviceRevoke } from './device-revoke.ts';
import { onHistoryChanges } from './history-changes.ts';
import { onHistoryDays } from './history-days.ts';
import { onHistoryPage } from './history-page.ts';
import { onMessageEdit } from './message-edit.ts';
import { onMessageFind } from './message-find.ts';
import { onMessagePin } from './message-pin.ts';
import { onMessageReact } from './message-react.ts';
import { onMessageRecall } from './message-recall.ts';
import { onMessageSend } from './message-send.ts';
import { onPresenceWatch } from './presence-watch.ts';
import { onOwnSet } from './own-set.ts';
import { onReadMark } from './read-mark.ts';
import { onReceiptsGet } from './receipts-get.ts';
import { onSessionAddMembers } from './session-add-members.ts';
import { onSessionCreate } from './session-create.ts';
import { onSessionMembers } from './session-members.ts';
import { onSessionRemoveMember } from './session-remove-member.ts';
import { onSessionRename } from './session-rename.ts';
import { onSyncAck } from './sync-ack.ts';
import { onSyncFollow } from './sync-follow.ts';
import { onSyncPull } from './sync-pull.ts';
import { onSyncSnapshot } from './sync-snapshot.ts';
import { onTypingSay } from './typing-say.ts';
import { onUserFind } from './user-find.ts';

/** Every client event has its handler. */
export const HANDLERS: { readonly [E in ClientEvent]: Handler<E> } = {
  'sync:ack': onSyncAck,
  'sync:follow': onSyncFollow,
  'sync:pull': onSyncPull,
  'sync:snapshot': onSyncSnapshot,
  'audit:session': onAuditSession,
  'audit:sync': onAuditSync,
  'history:days': onHistoryDays,
  'history:page': onHistoryPage,
  'history:changes': onHistoryChanges,
  'message:find': onMessageFind,
  'message:send': onMessageSend,
  'message:edit': onMessageEdit,
  'message:recall': onMessageRecall,
  'message:react': onMessageReact,
  'message:pin': onMessagePin,
  'own:set': onOwnSet,
  'read:mark': onReadMark,
  'typing:say': onTypingSay,
  'presence:watch': onPresenceWatch,
  'receipts:get': onReceiptsGet,
  'session:create': onSessionCreate,
  'session:rename': onSessionRename,
  'session:add-members': onSessionAddMembers,
  'session:remove-member': onSessionRemoveMember,
  'session:members': onSessionMembers,
  'user:find': onUserFind,
  'device:list': onDeviceList,
  'device:revoke': onDeviceRevoke,
};
