-- One citizen across systems and time. {entity} and {condition} come from the schemas.

-- name: trace_applications
select nomor_permohonan, nik from mirror.permohonan
where nik = any(:niks) or nomor_permohonan = any(:applications);

-- name: trace_quotes
select complaint_key, application_key from simpul.quote
where certain and (application_key = any(:applications) or complaint_key = any(:complaints));

-- name: trace_receipt
-- Whom a number given out speaks about: a sending's code or the target's own reference, or a paper counter's number.
select e.subject_kind, e.subject_key
from simpul.effect as e
where
    (length(:code) = 10 and e.idem_key >= lower(:code) and e.idem_key < lower(:code) || 'g')
    or exists (select from simpul.receipt as r where r.effect_id = e.id and r.reference = :reference)
union
select 'penduduk', nik from mirror.berkas_masuk where nomor_berkas = :reference
union
select 'penduduk', nik from mirror.antrean_cetak where nomor_antrean = :reference or nomor_berkas = :reference
union
select 'penduduk', nik from mirror.serah_terima where nomor_serah = :reference;

-- name: trace_matches
select
    id, left_feed, left_key, left_feed as feed, left_key as record_key, right_feed, right_key, how, score, state,
    found_at, decided_by, decided_at, decided_reason
from simpul.match
where
    state = any(:states) and (
        (left_feed = any(:complaint_feeds) and left_key = any(:complaints))
        or (left_feed = any(:application_feeds) and left_key = any(:applications))
        or (right_feed = any(:complaint_feeds) and right_key = any(:complaints))
        or (right_feed = any(:application_feeds) and right_key = any(:applications))
        or (right_feed = any(:person_feeds) and right_key = any(:niks))
    )
order by id
limit 500;

-- name: trace_notes
select case_id, at, actor, act, body from simpul.case_note where case_id = any(:cases) order by id;

-- name: trace_corrections
select id, case_id, office, letter, state, answer, made_at from simpul.correction where case_id = any(:cases) order by id;

-- name: trace_current
select m.system, m.key, m.observed_at as at, m.version, m.page_id, m.run_id, m.tombstoned_at, to_jsonb(m) as record
from mirror.{entity} as m
where {condition}
order by m.system, m.key
limit 500;

-- name: trace_former
select
    h.system, h.key, h.observed_at as at, h.version, h.page_id, h.run_id, h.tombstoned_at, h.replaced_at,
    to_jsonb(h) as record
from history.{entity} as h
inner join mirror.{entity} as m on m.system = h.system and m.key = h.key
where {condition}
order by h.replaced_at
limit 500;

-- name: trace_quarantine
select feed, record_key, field, rule, masked, state, opened_at as at, page_id, row_no
from simpul.quarantine
where feed || ' ' || record_key = any(:records)
order by id
limit 500;

-- name: trace_cases
select
    id, kind, feed, record_key, field, authority_value, follower_value, state, observing, opened_at, closed_at,
    closed_because, reopened
from simpul.cases
where subject_kind || ' ' || subject_key = any(:subjects)
order by id
limit 500;

-- name: trace_decisions
select d.case_id, d.choice, d.reason, d.actor, d.decided_at as at, d.undone_at, d.undone_by
from simpul.decision as d
where d.case_id = any(:cases)
order by d.id;

-- name: trace_effects
select id, kind, system, feed, record_key, state, reason, attempt, created_at as at, sent_at, settled_at
from simpul.effect
where subject_kind || ' ' || subject_key = any(:subjects) or feed || ' ' || record_key = any(:records)
order by id
limit 500;

-- name: trace_receipts
select effect_id, attempt, outcome, reference, detail, at
from simpul.receipt
where effect_id = any(:effects)
order by id;
