ALTER TABLE simpul.job
    ADD COLUMN undo_by TEXT,
    ADD COLUMN undo_at TIMESTAMP WITH TIME ZONE,
    DROP CONSTRAINT state_known,
    ADD CONSTRAINT state_known CHECK (state in ('preview', 'awaiting', 'ready', 'running', 'done', 'refused', 'cancelled', 'undoing', 'undone'));
ALTER TABLE simpul.job_case
    DROP CONSTRAINT state_known,
    ADD CONSTRAINT state_known CHECK (state in ('waiting', 'done', 'skipped', 'undone', 'kept'));
CREATE INDEX job_awaiting ON simpul.job (made_at) WHERE state = 'awaiting';
CREATE INDEX match_unlinking ON simpul.match (unlink_at) WHERE state = 'unlinking';
CREATE INDEX job_case_state ON simpul.job_case (job_id, state);
CREATE TABLE simpul.practice (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    person_id BIGINT NOT NULL,
    exercise TEXT NOT NULL,
    choice TEXT NOT NULL,
    correct BOOLEAN NOT NULL,
    at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(person_id) REFERENCES simpul.person (id)
);
CREATE INDEX practice_person ON simpul.practice (person_id, exercise, id);
