-- The monthly data balikan: what the registry's data was used for, told back once a month.

-- name: balikan_ended
-- Applications of verified people that came to their end by the month's last day and were never reported; those that
-- ended before the very first month are not owed.
with ended as (
    select
        p.key as application_key, p.nik, p.jenis_layanan, p.tahap, v.key as verified_key, v.hasil_nik,
        coalesce(p.selesai_pada, p.observed_at) at time zone 'Asia/Jakarta' as at
    from mirror.permohonan as p
    left join mirror.verifikasi as v on v.system = :verified and v.nik = p.nik and v.tombstoned_at is null
    where p.system = :application and p.tombstoned_at is null and p.tahap = any(:final)
)
select application_key, nik, jenis_layanan, tahap, verified_key, hasil_nik
from ended
where
    at < cast(:month || '-01' as date) + interval '1 month'
    and at >= cast(coalesce((select min(month) from simpul.balikan), :month) || '-01' as date)
    and not exists (select from simpul.balikan_row as r where r.application_key = ended.application_key)
order by application_key;

-- name: balikan_open
insert into simpul.balikan (month, missing, made_by) values (:month, cast(:missing as jsonb), :actor)
on conflict (month) do update set missing = excluded.missing where simpul.balikan.state = 'open'
returning id;

-- name: balikan_one
select
    b.id, b.month, b.state, b.missing, b.made_by, b.made_at, b.frozen_at, b.approved_by, b.approved_at, b.ended_at,
    count(r.application_key) as rows, coalesce(max(r.batch), 0) as batches,
    count(*) filter (where e.state in ('accepted', 'verified')) as accepted,
    count(*) filter (where e.state in ('failed', 'manual', 'cancelled')) as refused,
    count(*) filter (where e.state in ('ready', 'draft', 'sent', 'unknown')) as waiting
from simpul.balikan as b
left join simpul.balikan_row as r on r.balikan_id = b.id
left join simpul.effect as e on e.id = r.effect_id
where cast(:month as text) is null or b.month = :month
group by b.id
order by b.month desc;

-- name: balikan_lock
select id, state, made_by, made_at from simpul.balikan where month = :month for update;

-- name: balikan_freeze
update simpul.balikan set state = 'frozen', frozen_at = clock_timestamp() where id = :id;

-- name: balikan_keep
insert into simpul.balikan_row (balikan_id, application_key, verified_key, "values", batch)
select :id, x.application_key, x.verified_key, x.told, x.batch
from jsonb_to_recordset(cast(:rows as jsonb))
    as x (application_key text, verified_key text, told jsonb, batch integer);

-- name: balikan_rows
select application_key, verified_key, "values" as told, batch
from simpul.balikan_row where balikan_id = :id order by batch, application_key;

-- name: balikan_approve
update simpul.balikan
set state = :state, approved_by = :actor, approved_at = clock_timestamp(),
    ended_at = case when cast(:state as text) = 'nil' then clock_timestamp() end
where id = :id;

-- name: balikan_sent
update simpul.balikan_row as r
set effect_id = e.id
from simpul.effect as e
where r.balikan_id = :id and e.kind = :kind and e.record_key = r.verified_key and e.subject_key = r.application_key;

-- name: balikan_end
-- Done when every row of it was answered.
update simpul.balikan as b
set state = 'done', ended_at = clock_timestamp()
where
    b.state = 'approved' and not exists (
        select from simpul.balikan_row as r
        left join simpul.effect as e on e.id = r.effect_id
        where r.balikan_id = b.id and coalesce(e.state, 'ready') in ('ready', 'draft', 'sent', 'unknown')
    );
