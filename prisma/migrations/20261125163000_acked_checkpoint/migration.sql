-- What devices say they have applied. Advice, for the user and for those who wait for them: no pull looks at it.

-- The acknowledged checkpoint, the life of the numbering that it belongs to, and when it was last moved. In no index,
-- so that moving it stays on the page.
ALTER TABLE "device"
  ADD COLUMN "acked_seq"   bigint,
  ADD COLUMN "acked_epoch" text,
  ADD COLUMN "acked_at"    timestamptz(3),
  ADD CONSTRAINT "device_acked_check" CHECK (
    ("acked_seq" IS NULL AND "acked_epoch" IS NULL AND "acked_at" IS NULL)
    OR ("acked_seq" BETWEEN 0 AND 9007199254740991 AND "acked_epoch" IS NOT NULL AND "acked_at" IS NOT NULL)
  );

-- The highest entry of a session that some device of the user has got by its sync timeline.
ALTER TABLE "user_session"
  ADD COLUMN "delivered_seq" bigint NOT NULL DEFAULT 0,
  ADD CONSTRAINT "user_session_delivered_check" CHECK ("delivered_seq" BETWEEN 0 AND 9007199254740991);
