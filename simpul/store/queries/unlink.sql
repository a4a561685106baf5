-- Taking a link apart: what rested on it, and what becomes of that.

-- name: unlink_effects
-- Everything told about one side because of the other.
select e.id, e.kind, e.system, e.feed, e.record_key, e.state, e.mode, e.idem_key, e.sent_at, e.values as send
from simpul.effect as e
where
    e.mode = 'event' and e.subject_kind = 'pengaduan' and e.subject_key = :left_key
    and (e.values ->> 'nomor_permohonan' = :right_key or e.record_key = :right_key)
order by e.id;

-- name: unlink_cases
-- Rules that speak of a complaint through its link: open ones are judged again, closed ones are looked at again.
select c.id, c.rule, c.state, c.closed_because, c.closed_at
from simpul.cases as c
where
    c.feed = :left_feed and c.record_key = :left_key and c.rule = any(:rules) and c.opened_at >= :found_at
order by c.id;

-- name: unlink_answers
-- What the office answered the reporter while the link stood.
select t.key, t.waktu
from mirror.tindak_lanjut as t
where t.id_pengaduan = :left_key and t.jenis = 'tindak_lanjut' and t.waktu >= :found_at and t.tombstoned_at is null
order by t.waktu, t.key
limit 50;

-- name: unlink_propose
update simpul.match
set state = 'unlinking', unlink_by = :actor, unlink_reason = :reason, unlink_at = clock_timestamp()
where id = :id;

-- name: unlink_back
update simpul.match
set
    state = case when decided_by is null then 'sure' else 'confirmed' end,
    unlink_by = null, unlink_reason = null, unlink_at = null
where id = :id;

-- name: unlink_approve
update simpul.match set state = 'unlinked', unlink_approved_by = :actor where id = :id;

-- name: unlink_withdraw
update simpul.effect
set state = 'cancelled', settled_at = clock_timestamp(), reason = 'tautan yang mendasarinya dilepas'
where id = any(:effects) and state in ('draft', 'ready', 'manual', 'failed');

-- name: unlink_reopen
update simpul.cases as c
set
    state = 'reopened', closed_at = null, closed_because = null, accepted_until = null, reopened = c.reopened + 1,
    version = c.version + 1, updated_at = clock_timestamp(), evidence = 'tautan yang mendasarinya dilepas'
where
    c.id = any(:cases) and c.closed_at is not null
    and not exists (
        select from simpul.cases as o
        where o.feed = c.feed and o.record_key = c.record_key and o.field = c.field and o.closed_at is null
    );

-- name: unlink_disclosure
insert into simpul.cases (
    kind, subject_kind, subject_key, feed, record_key, field, authority_feed, severity, owner, cause, facts, evidence,
    due_at
) values (
    'disclosure', 'pengaduan', :left_key, :left_feed, :left_key, 'pengungkapan', :left_feed, 'critical', 'WD',
    cast(:left_feed as text) || ' disclosure', cast(:facts as jsonb), :evidence, clock_timestamp() + interval '72 hours'
)
on conflict (feed, record_key, field) where closed_at is null do update
set facts = excluded.facts, evidence = excluded.evidence, version = simpul.cases.version + 1,
    updated_at = clock_timestamp()
returning id;
