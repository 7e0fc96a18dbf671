-- Push and pull mode: how a session reaches its devices. Large sessions are their own timelines; their entries cost no
-- sync entries.

-- The mode now, the operator's word that stands above the number of members, and the SeqId of the last entry that took
-- someone's right to read: all of it is needed with the head, under the same lock. Like the head they are in no index.
ALTER TABLE "session"
  ADD COLUMN "mode"          text   NOT NULL DEFAULT 'push',
  ADD COLUMN "mode_override" text,
  ADD COLUMN "generation"    bigint NOT NULL DEFAULT 0,
  ADD CONSTRAINT "session_mode_check" CHECK ("mode" IN ('push', 'pull')),
  ADD CONSTRAINT "session_mode_override_check" CHECK ("mode_override" IN ('push', 'pull')),
  ADD CONSTRAINT "session_generation_check" CHECK ("generation" BETWEEN 0 AND "head_seq");

-- One kind more. What is stored has passed the narrower check before, so nothing needs to be read again.
ALTER TABLE "session_entry"
  DROP CONSTRAINT "session_entry_kind_check",
  ADD CONSTRAINT "session_entry_kind_check" CHECK (
    "kind" IN ('message', 'session-created', 'members-added', 'member-removed', 'member-left', 'renamed', 'mode-changed')
  ) NOT VALID;

-- The members now, in order of joining: a page of them, or the longest-standing one, without reading them all.
CREATE INDEX "session_member_joining_idx" ON "session_member" ("session_id", "from_seq", "user_id") WHERE "until_seq" IS NULL;
