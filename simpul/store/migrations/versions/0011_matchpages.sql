CREATE INDEX match_state ON simpul.match (state, score DESC, id);
