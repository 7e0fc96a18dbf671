-- Sessions whose messages have a lifetime: the lowest SeqId that can still be read, how long entries are kept (in ms; null
-- = for ever), and up to where what has expired has left its rows. Read with the head, and in no index of the head's.
ALTER TABLE "session"
  ADD COLUMN "floor_seq"         bigint NOT NULL DEFAULT 1,
  ADD COLUMN "message_lifetime"  bigint,
  ADD COLUMN "erased_seq"        bigint NOT NULL DEFAULT 0,
  ADD CONSTRAINT "session_floor_check" CHECK ("floor_seq" BETWEEN 1 AND "head_seq" + 1),
  ADD CONSTRAINT "session_lifetime_check" CHECK ("message_lifetime" > 0),
  ADD CONSTRAINT "session_erased_check" CHECK ("erased_seq" BETWEEN 0 AND "floor_seq" - 1);

ALTER TABLE "session_entry"
  DROP CONSTRAINT "session_entry_kind_check",
  ADD CONSTRAINT "session_entry_kind_check" CHECK (
    "kind" IN (
      'message', 'session-created', 'members-added', 'member-removed', 'member-left', 'renamed', 'mode-changed',
      'edited', 'recalled', 'reacted', 'pinned', 'message-recalled', 'edit-recalled', 'set', 'set-superseded',
      'expired', 'message-expired', 'change-expired'
    )
  ) NOT VALID;

-- Where there is something to do for the job: few sessions, whatever the number of all.
CREATE INDEX "session_expiring_idx" ON "session" ("session_id")
  WHERE "message_lifetime" IS NOT NULL OR "erased_seq" < "floor_seq" - 1;

-- Former members who may still read something: those who lose it are told.
CREATE INDEX "session_member_ended_idx" ON "session_member" ("session_id", "until_seq") WHERE "until_seq" IS NOT NULL;
