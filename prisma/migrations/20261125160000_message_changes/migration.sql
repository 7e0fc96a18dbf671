-- Changes of messages are entries that name the message they change: edits, recalls, reactions, pins. A recalled message
-- and its edits keep their rows without what they said.
ALTER TABLE "session_entry" ADD COLUMN "target_seq" bigint;

ALTER TABLE "session_entry"
  DROP CONSTRAINT "session_entry_kind_check",
  ADD CONSTRAINT "session_entry_kind_check" CHECK (
    "kind" IN (
      'message', 'session-created', 'members-added', 'member-removed', 'member-left', 'renamed', 'mode-changed',
      'edited', 'recalled', 'reacted', 'pinned', 'message-recalled', 'edit-recalled'
    )
  ) NOT VALID;

-- What changed the messages of a page of history: in no index of an ordinary message.
CREATE INDEX "session_entry_target_idx" ON "session_entry" ("session_id", "target_seq", "seq") WHERE "target_seq" IS NOT NULL;
