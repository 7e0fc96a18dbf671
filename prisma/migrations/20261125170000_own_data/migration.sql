-- Own data: a private session of each user, whose entries set values under keys. A set that another took the place of
-- keeps its row without what it said.
ALTER TABLE "session"
  DROP CONSTRAINT "session_kind_check",
  ADD CONSTRAINT "session_kind_check" CHECK ("kind" IN ('direct', 'group', 'private')) NOT VALID;

ALTER TABLE "session_entry"
  DROP CONSTRAINT "session_entry_kind_check",
  ADD CONSTRAINT "session_entry_kind_check" CHECK (
    "kind" IN (
      'message', 'session-created', 'members-added', 'member-removed', 'member-left', 'renamed', 'mode-changed',
      'edited', 'recalled', 'reacted', 'pinned', 'message-recalled', 'edit-recalled', 'set', 'set-superseded'
    )
  ) NOT VALID;

-- What is in force: one set of each key, and nothing of what was superseded.
CREATE UNIQUE INDEX "session_entry_set_key" ON "session_entry" ("session_id", ("body" ->> 'key')) WHERE "kind" = 'set';

-- The same in order of SeqId: what was set after one.
CREATE INDEX "session_entry_set_idx" ON "session_entry" ("session_id", "seq") WHERE "kind" = 'set';
