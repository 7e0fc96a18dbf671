-- The lifetime of sync timelines. Both times are the database's clock, whatever the clocks of the servers say.
-- written_at: the time of the newest row of a device's sync timeline; it never goes back, so that dropping the oldest
-- partitions takes a beginning of each timeline and nothing from its middle. contact_at: when the device was last there.
ALTER TABLE "device"
  ADD COLUMN "written_at" timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  ADD COLUMN "contact_at" timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
UPDATE "device" SET "written_at" = greatest("written_at", (SELECT max("created_at") FROM "sync_entry"));

-- dormant: not there for a lifetime, nothing is written to it. waking: it is back and written to, but a write that
-- began before may still pass it over.
ALTER TABLE "device" DROP CONSTRAINT "device_status_check";
ALTER TABLE "device" ADD CONSTRAINT "device_status_check" CHECK ("status" IN ('active', 'dormant', 'waking', 'revoked'));
