-- What happened in a session besides messages (created, joined, renamed …) is rare among them: found without reading
-- past thousands of messages.
CREATE INDEX "session_entry_event_idx" ON "session_entry" ("session_id", "seq") WHERE "kind" <> 'message';
