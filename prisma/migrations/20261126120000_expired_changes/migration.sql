-- What changes of expired messages said, where the changes themselves are younger, has stayed in its rows so far. The job
-- that empties rows goes over each session with a floor once more.
UPDATE "session" SET "erased_seq" = 0 WHERE "floor_seq" > 1;
