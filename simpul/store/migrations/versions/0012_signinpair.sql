ALTER TABLE simpul.person ADD COLUMN failed_at TIMESTAMP WITH TIME ZONE;
CREATE TABLE simpul.signin_pair (
    person_id BIGINT NOT NULL,
    address TEXT NOT NULL,
    failures INTEGER DEFAULT '0' NOT NULL,
    failed_at TIMESTAMP WITH TIME ZONE,
    locked_until TIMESTAMP WITH TIME ZONE,
    proved_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (person_id, address),
    FOREIGN KEY(person_id) REFERENCES simpul.person (id)
);
