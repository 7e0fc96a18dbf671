-- The audit: the hash of each entry, written with it. The digest of a stretch is their sum, so it costs one range read
-- and sends nothing but a number.

-- 64 bits, as a signed number. Null in rows from before; those are hashed when they are asked for. In no index: a
-- stretch is read by the key, and the hash with it.
ALTER TABLE "session_entry" ADD COLUMN "digest" bigint;
