-- The session family: conversations and their timelines, kept for ever. Every key starts with session_id.
-- 9007199254740991 = 2^53 - 1, the highest SeqId that travels exactly.

-- A conversation and the head of its timeline. The head moves with every batch and is in no index: the free half of
-- each page keeps those updates on the page.
CREATE TABLE "session" (
  "session_id"   uuid           NOT NULL,
  "kind"         text           NOT NULL,
  "title"        text,
  "history"      text           NOT NULL,
  "head_seq"     bigint         NOT NULL DEFAULT 0,
  "member_count" integer        NOT NULL DEFAULT 0,
  "created_at"   timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "session_pkey" PRIMARY KEY ("session_id"),
  CONSTRAINT "session_kind_check" CHECK ("kind" IN ('direct', 'group')),
  CONSTRAINT "session_history_check" CHECK ("history" IN ('all', 'joined')),
  CONSTRAINT "session_head_seq_check" CHECK ("head_seq" BETWEEN 0 AND 9007199254740991),
  CONSTRAINT "session_member_count_check" CHECK ("member_count" >= 0)
) WITH (fillfactor = 50);

-- Membership as intervals of SeqIds: decides rights. At most one interval of a user in a session is open.
CREATE TABLE "session_member" (
  "session_id"   uuid   NOT NULL,
  "user_id"      uuid   NOT NULL,
  "from_seq"     bigint NOT NULL,
  "role"         text   NOT NULL,
  "visible_from" bigint NOT NULL,
  "until_seq"    bigint,
  CONSTRAINT "session_member_pkey" PRIMARY KEY ("session_id", "user_id", "from_seq"),
  CONSTRAINT "session_member_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "session" ("session_id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "session_member_role_check" CHECK ("role" IN ('owner', 'member')),
  CONSTRAINT "session_member_interval_check" CHECK (
    "visible_from" BETWEEN 1 AND "from_seq"
    AND "from_seq" <= 9007199254740991
    AND ("until_seq" IS NULL OR "until_seq" BETWEEN "from_seq" AND 9007199254740991)
  )
);
CREATE UNIQUE INDEX "session_member_active_key" ON "session_member" ("session_id", "user_id") WHERE "until_seq" IS NULL;

-- The session timeline. No foreign key: rows are written in one place only, under the lock of their session's row.
-- The unique index is what makes a retry find its first result.
CREATE TABLE "session_entry" (
  "session_id" uuid           NOT NULL,
  "seq"        bigint         NOT NULL,
  "kind"       text           NOT NULL,
  "author_id"  uuid,
  "client_id"  uuid,
  "created_at" timestamptz(3) NOT NULL,
  "body"       jsonb          NOT NULL,
  CONSTRAINT "session_entry_pkey" PRIMARY KEY ("session_id", "seq"),
  CONSTRAINT "session_entry_seq_check" CHECK ("seq" BETWEEN 1 AND 9007199254740991),
  CONSTRAINT "session_entry_kind_check" CHECK (
    "kind" IN ('message', 'session-created', 'members-added', 'member-removed', 'member-left', 'renamed')
  )
);
CREATE UNIQUE INDEX "session_entry_session_id_author_id_client_id_key" ON "session_entry" ("session_id", "author_id", "client_id");
