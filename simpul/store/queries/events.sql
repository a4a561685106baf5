-- Events: what is told once because something happened. All of it works on the claimed subjects of one chunk.

-- name: events_complaints
-- Complaints that may be read: neither secret nor anonymous; a missing flag is secret.
select
    k.key as complaint_key,
    coalesce(k.judul, '') || ' ' || coalesce(k.isi, '') as words,
    k.nama_pelapor as reporter_name,
    k.no_hp_pelapor as reporter_phone
from claimed_subject as s
inner join mirror.pengaduan as k on k.system = %(system)s and k.key = s.subject_key
where k.tombstoned_at is null and k.rahasia is false and k.anonim is false
order by k.key;

-- name: events_applications
select
    p.nomor_permohonan as application_key,
    a.nama_lengkap as applicant_name,
    a.no_hp as applicant_phone
from mirror.permohonan as p
left join mirror.penduduk as a on a.system = p.system and a.key = p.id_pemohon and a.tombstoned_at is null
where p.system = %(system)s and p.nomor_permohonan = any(%(numbers)s) and p.tombstoned_at is null;

-- name: events_forget_quotes
delete from simpul.quote as q
using claimed_subject as s
where
    q.complaint_feed = :complaint_feed and q.complaint_key = s.subject_key
    and not (q.complaint_key || ' ' || q.application_key = any(:kept));

-- name: events_quote
insert into simpul.quote as q (complaint_feed, complaint_key, application_feed, application_key, certain, reason, found_at)
values (
    :complaint_feed, :complaint_key, :application_feed, :application_key, :certain, :reason, clock_timestamp()
)
on conflict (complaint_feed, complaint_key, application_feed, application_key) do update
set certain = excluded.certain, reason = excluded.reason
where
    (q.certain, q.reason) is distinct from (excluded.certain, excluded.reason)
    -- What a person said of the link stays.
    and q.reason not in ('confirmed', 'rejected', 'unlinked')
returning (xmax = 0) as found;

-- name: events_silence
-- A complaint that became secret or anonymous is spoken of nowhere any more.
update simpul.effect as e
set state = 'cancelled', settled_at = clock_timestamp(), reason = 'pengaduan menjadi rahasia atau anonim'
from claimed_subject as s
inner join mirror.pengaduan as k on k.system = :system and k.key = s.subject_key
where
    e.subject_kind = 'pengaduan' and e.subject_key = s.subject_key and e.mode = 'event'
    and e.state in ('draft', 'ready') and (k.rahasia is not false or k.anonim is not false);

-- name: events_moved
-- Quoted applications whose stage moved after the quote was found and after the baseline.
select q.complaint_key, q.application_key, q.certain, p.tahap as stage
from claimed_subject as s
inner join simpul.quote as q
    on q.application_feed = :application_feed and q.application_key = s.subject_key and q.complaint_feed = :complaint_feed
inner join mirror.permohonan as p
    on p.system = :application_system and p.key = q.application_key and p.tombstoned_at is null
inner join mirror.pengaduan as k
    on k.system = :complaint_system and k.key = q.complaint_key and k.tombstoned_at is null
where
    k.rahasia is false and k.anonim is false and p.tahap is not null and q.reason not in ('rejected', 'unlinked')
    and exists (
        select from history.permohonan as h
        where
            h.system = p.system and h.key = p.key and h.tahap is distinct from p.tahap
            and h.replaced_at > q.found_at and h.replaced_at > cast(:since as timestamptz)
    )
order by q.complaint_key, q.application_key;

-- name: events_since
select baseline_done_at from simpul.pairing where feed = :feed and authority_feed = :authority;

-- name: events_shown
-- Accepted follow-ups that the last pull shows, found by their reference.
update simpul.effect as e
set state = 'verified', settled_at = clock_timestamp(), reason = ''
where
    e.kind = 'tindak_lanjut' and e.system = :system and e.state = 'accepted'
    and exists (
        select from mirror.tindak_lanjut as m
        where
            m.system = e.system and m.id_pengaduan = e.record_key
            and strpos(m.isi, 'SMP-' || upper(left(e.idem_key, 10))) > 0
    );

-- name: events_not_shown
-- Asked for since and not there, while its complaint may still be read. Follow-ups are asked for complaint by complaint:
-- only a whole pass over the complaints of a pull that began later proves something. A pass that was cut short and goes
-- on knows the complaints it began with.
-- A person must look: one case for each complaint.
with gone as (
    update simpul.effect as e
    set state = 'failed', settled_at = clock_timestamp(), reason = 'tidak menempel'
    where
        e.kind = 'tindak_lanjut' and e.system = :system and e.state = 'accepted'
        and exists (
            select from simpul.run as p
            join simpul.cursor as c on c.feed = :feed and p.id < cast(c.watermark as bigint)
            where p.kind = 'pull' and p.target = :parent and p.state = 'done' and p.started_at > e.settled_at
        )
        and exists (
            select from mirror.pengaduan as k
            where k.system = e.system and k.key = e.record_key and k.rahasia is false and k.anonim is false
        )
    returning e.kind, e.subject_kind, e.subject_key, e.feed, e.record_key, e.reason
)
insert into simpul.cases (
    kind, subject_kind, subject_key, feed, record_key, field, authority_feed, evidence, due_at
)
select distinct on (feed, record_key)
    'refused', subject_kind, subject_key, feed, record_key, 'kiriman ' || kind, feed, reason,
    clock_timestamp() + interval '72 hours'
from gone
order by feed, record_key
on conflict (feed, record_key, field) where closed_at is null do update
set evidence = excluded.evidence, updated_at = clock_timestamp();

-- name: events_files
-- Files read to their end that have no receipt yet.
select
    p.feed, p.origin, sum(p.read) as read, sum(p.applied) as applied, sum(p.unchanged) as unchanged,
    sum(p.superseded) as superseded, sum(p.quarantined) as quarantined, sum(p.quarantined_values) as quarantined_values,
    array_agg(p.id order by p.id) as pages
from simpul.page as p
inner join simpul.run as r on r.id = p.run_id
where
    p.feed = any(:feeds) and p.origin <> '' and r.state = 'done'
    and not exists (
        select from simpul.effect as e where e.feed = p.feed and e.record_key = p.origin and e.kind = :kind
    )
group by p.feed, p.origin
order by min(p.id)
limit 1000;

-- name: events_rejects
-- A file is cut into pages; its sender counts rows from the first one of the file.
with part as (
    select id, sum(read) over (partition by run_id order by id) - read as before from simpul.page where id = any(:pages)
)
select cast(part.before + q.row_no as bigint) as row_no, q.record_key, q.field, q.rule, q.masked
from simpul.quarantine as q
inner join part on part.id = q.page_id
order by part.id, q.row_no, q.field;
