-- The user family: devices and their sync timelines, kept for a lifetime. Every key starts with user_id, and a device
-- is always named by (user_id, device_id). Nothing here refers to the session family by a constraint.

-- A browser profile of a user and the head of its sync timeline; half of each page is free for the head's updates.
CREATE TABLE "device" (
  "user_id"      uuid           NOT NULL,
  "device_id"    uuid           NOT NULL,
  "login_id"     uuid,
  "name"         text           NOT NULL,
  "status"       text           NOT NULL DEFAULT 'active',
  "head_seq"     bigint         NOT NULL DEFAULT 0,
  "floor_seq"    bigint         NOT NULL DEFAULT 1,
  "created_at"   timestamptz(3) NOT NULL,
  "last_seen_at" timestamptz(3) NOT NULL,
  "revoked_at"   timestamptz(3),
  CONSTRAINT "device_pkey" PRIMARY KEY ("user_id", "device_id"),
  CONSTRAINT "device_status_check" CHECK ("status" IN ('active', 'revoked')),
  CONSTRAINT "device_seq_check" CHECK (
    "head_seq" BETWEEN 0 AND 9007199254740991 AND "floor_seq" BETWEEN 1 AND "head_seq" + 1
  )
) WITH (fillfactor = 50);

-- The sync timelines: references to session entries (kind 1) and moved read markers (kind 2), never content. Cut by
-- day (UTC) so that what is past its lifetime is dropped as a whole. The days are tables of a schema of their own,
-- made as they are needed and found through the catalog.
CREATE TABLE "sync_entry" (
  "user_id"    uuid           NOT NULL,
  "device_id"  uuid           NOT NULL,
  "seq"        bigint         NOT NULL,
  "created_at" timestamptz(3) NOT NULL,
  "kind"       smallint       NOT NULL,
  "session_id" uuid           NOT NULL,
  "entry_seq"  bigint         NOT NULL,
  CONSTRAINT "sync_entry_pkey" PRIMARY KEY ("user_id", "device_id", "seq", "created_at"),
  CONSTRAINT "sync_entry_kind_check" CHECK ("kind" IN (1, 2)),
  CONSTRAINT "sync_entry_seq_check" CHECK (
    "seq" BETWEEN 1 AND 9007199254740991 AND "entry_seq" BETWEEN 0 AND 9007199254740991
  )
) PARTITION BY RANGE ("created_at");
CREATE SCHEMA "sync_partition";

-- A user's list of sessions with their read markers: derived from membership, so that the list is one range read.
-- fanned_seq is reserved for a store that commits the two families apart.
CREATE TABLE "user_session" (
  "user_id"       uuid   NOT NULL,
  "session_id"    uuid   NOT NULL,
  "state"         text   NOT NULL,
  "read_seq"      bigint NOT NULL,
  "visible_until" bigint,
  "fanned_seq"    bigint NOT NULL DEFAULT 0,
  CONSTRAINT "user_session_pkey" PRIMARY KEY ("user_id", "session_id"),
  CONSTRAINT "user_session_state_check" CHECK (
    ("state" = 'active' AND "visible_until" IS NULL) OR ("state" = 'ended' AND "visible_until" IS NOT NULL)
  ),
  CONSTRAINT "user_session_seq_check" CHECK (
    "read_seq" BETWEEN 0 AND 9007199254740991 AND "fanned_seq" BETWEEN 0 AND 9007199254740991
  )
) WITH (fillfactor = 70);

-- The life of this database's numbering. After a backup was restored, give it another text: devices then take a
-- fresh snapshot instead of trusting checkpoints of the lost time.
CREATE TABLE "timeline_epoch" (
  "one"   boolean NOT NULL DEFAULT true,
  "epoch" text    NOT NULL,
  CONSTRAINT "timeline_epoch_pkey" PRIMARY KEY ("one"),
  CONSTRAINT "timeline_epoch_one_check" CHECK ("one")
);
INSERT INTO "timeline_epoch" ("epoch") VALUES (gen_random_uuid()::text);
