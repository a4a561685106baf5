-- One citizen across systems and time. {entity} and {condition} come from the schemas.

-- name: trace_applications
select nomor_permohonan, nik from mirror.permohonan
where nik = any(:niks) or nomor_permohonan = any(:applications);

-- name: trace_quotes
select complaint_key, application_key from simpul.quote
where certain and (application_key = any(:applications) or complaint_key = any(:complaints));

-- name: trace_receipt
-- Whom a number given out speaks about: a sending's code or the target's own reference, or a paper counter's number.
select subject_kind, subject_key
from simpul.effect
where length(:code) = 10 and idem_key >= lower(:code) and idem_key < lower(:code) || 'g'
union
select e.subject_kind, e.subject_key
from simpul.receipt as r inner join simpul.effect as e on e.id = r.effect_id
where r.reference = :reference and r.reference <> ''
union
select 'penduduk', nik from mirror.berkas_masuk where system = any(:systems) and key = :reference
union
select 'penduduk', nik from mirror.antrean_cetak
where (system = any(:systems) and key = :reference) or nomor_berkas = :reference
union
select 'penduduk', nik from mirror.serah_terima where system = any(:systems) and key = :reference;

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
inner join unnest(cast(:feeds as text[]), cast(:keys as text[])) as place (of_feed, of_key)
    on feed = of_feed and record_key = of_key
order by id
limit 500;

-- name: trace_cases
select
    id, kind, feed, record_key, field, authority_value, follower_value, state, observing, opened_at, closed_at,
    closed_because, reopened
from simpul.cases
inner join unnest(cast(:kinds as text[]), cast(:subjects as text[])) as about (of_kind, of_key)
    on subject_kind = of_kind and subject_key = of_key
order by id
limit 500;

-- name: trace_decisions
select d.case_id, d.choice, d.reason, d.actor, d.decided_at as at, d.undone_at, d.undone_by
from simpul.decision as d
where d.case_id = any(:cases)
order by d.id;

-- name: trace_effects
with found as (
    select e.id
    from simpul.effect as e
    inner join unnest(cast(:kinds as text[]), cast(:subjects as text[])) as about (of_kind, of_key)
        on e.subject_kind = of_kind and e.subject_key = of_key
    union
    select e.id
    from simpul.effect as e
    inner join unnest(cast(:feeds as text[]), cast(:keys as text[])) as place (of_feed, of_key)
        on e.feed = of_feed and e.record_key = of_key
)
select id, kind, system, feed, record_key, state, reason, attempt, created_at as at, sent_at, settled_at
from simpul.effect inner join found using (id)
order by id
limit 500;

-- name: trace_receipts
select effect_id, attempt, outcome, reference, detail, at
from simpul.receipt
where effect_id = any(:effects)
order by id;

-- Residents of one name and birth date, or of one family card, in whatever system; an opaque way in is made for each.
-- name: trace_people
select p.nik, p.nama_lengkap, p.tanggal_lahir, p.kode_kelurahan, p.system
from mirror.penduduk as p
where p.nik is not null and p.tombstoned_at is null
    and (cast(:born as date) is null or p.tanggal_lahir = :born)
    and (cast(:kk as text) is null or p.no_kk = :kk)
    and (
        cast(:name as text) is null
        or trim(regexp_replace(upper(p.nama_lengkap), '[^A-Z0-9]+', ' ', 'g')) = :name
    )
order by p.nik, p.system
limit :limit;
