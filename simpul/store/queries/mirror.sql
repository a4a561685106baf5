-- The merge of one commit group into a typed table. {names} are filled in by simpul.store.mirror from the entity's
-- columns; values are bound. A key stands at most once in the pages merged together.

-- name: stage_make
create temp table if not exists stage_{entity} (
    page_no integer, row_no integer, key text, version text, deleted boolean,
    {typed}, unsent text[], held text[], digest bytea
) on commit delete rows;

-- Every join of a merge goes from few staged rows into the mirror by key; never read the whole mirror.
-- name: merge_plan
set local enable_hashjoin = off; set local enable_mergejoin = off; set local enable_material = off;

-- name: stage_copy
copy stage_{entity} (page_no, row_no, key, version, deleted, {fields}, unsent, held, digest)
from stdin (format csv);

-- Keys never seen before. What is left over exists already and goes through mirror_merge.
-- name: mirror_insert
with arrived as (
    insert into mirror.{entity} (
        system, key, {fields}, version, observed_at, mapping_revision, page_id, row_no, run_id, unsent, held, digest,
        tombstoned_at
    )
    select :system, key, {fields}, version, (cast(:observed as timestamptz[]))[page_no + 1], :revision,
        (cast(:pages as bigint[]))[page_no + 1], row_no, :run_id, unsent, held, digest,
        case when deleted then clock_timestamp() end
    from stage_{entity}
    where page_no = any (:numbers)
    on conflict do nothing
    returning page_id{subject_columns}
), marked as (
    insert into simpul.dirty (subject_kind, subject_key, reason, run_id)
    select subject.kind, subject.key, 'tiba', :run_id
    from arrived cross join lateral (values {subject_new}) as subject (kind, key)
    where subject.key is not null and :known
)
select page_id, count(*) as rows from arrived group by page_id;

-- Rows whose key the mirror holds, judged against it: what they would become and whether that is older, equal or new.
-- name: mirror_merge
with arrived as (
    select s.*, (cast(:pages as bigint[]))[page_no + 1] as page_id,
        (cast(:observed as timestamptz[]))[page_no + 1] as observed_at
    from stage_{entity} as s
    where page_no = any (:numbers)
), pair as materialized (
    select s.page_id, s.row_no, s.observed_at, s.key, s.version, s.digest, {merged},
        case
            when s.unsent is null or m.unsent is null then null
            else nullif(array(select unnest(s.unsent) intersect select unnest(m.unsent) order by 1), '{}')
        end as unsent,
        case
            when s.unsent is null or m.held is null then s.held
            else nullif(array(
                select unnest(s.held)
                union
                select field from unnest(m.held) as field where field = any (s.unsent)
                order by 1
            ), '{}')
        end as held,
        case when s.deleted then coalesce(m.tombstoned_at, clock_timestamp()) end as tombstoned_at,
        {subject_old_columns}
        case
            when s.version < m.version then true
            when s.version > m.version then false
            else s.observed_at < m.observed_at
        end as older,
        s.version is not distinct from m.version and s.digest = m.digest
            and s.deleted = (m.tombstoned_at is not null) as repeated
    from arrived as s
    join mirror.{entity} as m on m.system = :system and m.key = s.key
    -- What was inserted a moment ago is not judged against itself.
    where (m.run_id, m.page_id, m.row_no) is distinct from (:run_id, s.page_id, s.row_no)
), judged as materialized (
    select pair.*,
        case
            when pair.older and pair.repeated then 'unchanged'
            when pair.older then 'superseded'
            when (pair.held, pair.unsent, pair.tombstoned_at, {pair_fields})
                is not distinct from (m.held, m.unsent, m.tombstoned_at, {m_fields}) then 'unchanged'
            else 'applied'
        end as outcome
    from pair
    join mirror.{entity} as m on m.system = :system and m.key = pair.key
), replaced as (
    insert into history.{entity} (system, key, {fields}, {kept}, replaced_by_run)
    select m.system, m.key, {m_fields}, {m_kept}, :run_id
    from judged join mirror.{entity} as m on m.system = :system and m.key = judged.key
    where outcome = 'applied'
), written as (
    update mirror.{entity} as m
    set {assigned}, version = judged.version, observed_at = judged.observed_at, mapping_revision = :revision,
        unsent = judged.unsent, held = judged.held, digest = judged.digest, tombstoned_at = judged.tombstoned_at,
        page_id = case when outcome = 'applied' then judged.page_id else m.page_id end,
        row_no = case when outcome = 'applied' then judged.row_no else m.row_no end,
        run_id = case when outcome = 'applied' then :run_id else m.run_id end
    from judged
    where m.system = :system and m.key = judged.key and not judged.older
), marked as (
    insert into simpul.dirty (subject_kind, subject_key, reason, run_id)
    select distinct subject.kind, subject.key, 'berubah', cast(:run_id as bigint)
    from judged cross join lateral (values {subject_both}) as subject (kind, key)
    where outcome = 'applied' and subject.key is not null
)
select page_id, outcome, count(*) as rows from judged group by page_id, outcome;

-- Of a secret or anonymous complaint only id, class, flags and clocks stay; a missing flag is a flag; flags only tighten.
-- name: secret_pengaduan
update stage_pengaduan as s
set rahasia = coalesce(s.rahasia, true) or coalesce(m.rahasia, false),
    anonim = coalesce(s.anonim, true) or coalesce(m.anonim, false),
    {cut_nulls},
    unsent = nullif(array(select unnest(s.unsent) except select unnest(cast(:cut as text[])) order by 1), '{}'),
    held = nullif(array(select unnest(s.held) except select unnest(cast(:cut as text[])) order by 1), '{}')
from stage_pengaduan as t left join mirror.pengaduan as m on m.system = :system and m.key = t.key
where t.ctid = s.ctid
    and (coalesce(s.rahasia, true) or coalesce(s.anonim, true) or m.rahasia or m.anonim);

-- A complaint that became secret takes its text out of what was stored before.
-- name: secret_history
update history.pengaduan as h
set {cut_nulls}
from stage_pengaduan as s
where h.system = :system and h.key = s.key and (s.rahasia or s.anonim)
    and coalesce({cut_fields}) is not null;

-- name: secret_followups
update mirror.tindak_lanjut as f
set isi = null
from stage_pengaduan as s
where f.system = :system and f.id_pengaduan = s.id_pengaduan and (s.rahasia or s.anonim) and f.isi is not null;

-- name: secret_followup_history
update history.tindak_lanjut as f
set isi = null
from stage_pengaduan as s
where f.system = :system and f.id_pengaduan = s.id_pengaduan and (s.rahasia or s.anonim) and f.isi is not null;

-- A follow-up keeps its text only when its complaint is known and open.
-- name: secret_tindak_lanjut
update stage_tindak_lanjut as s
set isi = null,
    unsent = nullif(array_remove(s.unsent, 'isi'), '{}'),
    held = nullif(array_remove(s.held, 'isi'), '{}')
where not exists (
    select from mirror.pengaduan as m
    where m.system = :system and m.id_pengaduan = s.id_pengaduan and not m.rahasia and not m.anonim
);

-- name: stage_empty
truncate stage_{entity};

-- name: copy_in
copy {table} ({columns}) from stdin (format csv);
