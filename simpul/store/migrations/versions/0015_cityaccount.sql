ALTER TABLE simpul.account_change DROP CONSTRAINT kind_known;

ALTER TABLE simpul.account_change ADD CONSTRAINT kind_known CHECK (kind in ('invite', 'roles', 'bind', 'email', 'tie', 'server'));
