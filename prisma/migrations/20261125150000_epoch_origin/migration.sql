-- Which database the present life of the numbering began in, as PostgreSQL tells databases apart. Another one means that
-- this is a copy: a restored dump, or a standby that took over.
ALTER TABLE "timeline_epoch" ADD COLUMN "origin" text;
