-- Taking back what a run, a file or a mapping version wrote. {names} are filled in by simpul.revert; values are bound.

-- name: revert_run
select id, kind, target, state from simpul.run where id = :id;

-- name: revert_file
-- Pages of a file, by feed: a name may have come in more than once.
select feed, array_agg(id order by id) as pages, min(received_at) as since
from simpul.page where origin = :origin group by feed;

-- name: revert_since
select min(started_at) from simpul.run where (id = any(:runs) or mapping_revision = coalesce(:revision, '')) and target = :feed;

-- name: revert_lock
lock table history.{entity} in share row exclusive mode;

-- name: revert_chosen
-- Rows as the target left them; what a later run wrote over stays as it is.
create temporary table reverting on commit drop as
select m.key, f.former
from mirror.{entity} as m
left join lateral (
    select h.ctid as former from history.{entity} as h
    where
        h.system = m.system and h.key = m.key
        and not (h.run_id = any(:runs) or h.page_id = any(:pages) or h.mapping_revision = coalesce(:revision, ''))
    order by h.replaced_at desc
    limit 1
) as f on true
where
    m.system = :system
    and (m.run_id = any(:runs) or m.page_id = any(:pages) or m.mapping_revision = coalesce(:revision, ''));

-- name: revert_count
select count(*) filter (where former is not null) as restored, count(*) filter (where former is null) as removed
from reverting;

-- name: revert_subjects
-- Whom the rows spoke about before and after.
create temporary table reverting_subject on commit drop as
select distinct s.kind as subject_kind, s.key as subject_key
from (
    select {m_subjects} from mirror.{entity} as m join reverting as r on m.system = :system and m.key = r.key
    union all
    select {h_subjects} from reverting as r join history.{entity} as h on h.ctid = r.former
) as found
cross join lateral (values {pairs}) as s (kind, key)
where s.key is not null;

-- name: revert_cases
select count(*) from simpul.cases as c
join reverting_subject as s using (subject_kind, subject_key)
where c.opened_at >= :since and c.closed_at is null;

-- name: revert_effects
-- State effects that left because of these rows and were not taken back yet; what they wrote, what was there before.
select
    e.id, e.kind, e.system, e.feed, e.record_key, e.subject_kind, e.subject_key, e.values as send, e.expected as shown,
    e.state, e.mode, e.case_id, e.sent_at
from simpul.effect as e
join reverting_subject as s using (subject_kind, subject_key)
where
    e.created_at >= :since and e.state in ('ready', 'draft', 'sent', 'unknown', 'accepted', 'verified')
    and not exists (
        select from simpul.decision as d
        where
            (d.compensates = e.id and d.refused_by is null and d.undone_at is null)
            or (d.id = e.decision_id and d.choice = 'compensate')
    )
order by e.id;

-- name: revert_keep
insert into history.{entity} ({columns}, replaced_by_run)
select {m_columns}, :run from mirror.{entity} as m join reverting as r on m.system = :system and m.key = r.key;

-- name: revert_restore
update mirror.{entity} as m
set {assigned}
from reverting as r join history.{entity} as h on h.ctid = r.former
where m.system = :system and m.key = r.key;

-- name: revert_remove
delete from mirror.{entity} as m using reverting as r
where m.system = :system and m.key = r.key and r.former is null;

-- name: revert_mark
insert into simpul.dirty (subject_kind, subject_key, reason, run_id)
select subject_kind, subject_key, 'revert', cast(:run as bigint) from reverting_subject;

-- name: revert_reread
-- The next pull reads the feed from its beginning, under the mapping as it is then.
update simpul.cursor set watermark = null, cursor = null, pass_started_at = null, pass_since = null where feed = :feed;

-- name: revert_plan
insert into simpul.revert (target, counts, reason, actor)
values (:target, cast(:counts as jsonb), :reason, :actor) returning id;

-- name: revert_one
select id, target, state, counts, reason, actor, made_at, approved_by, done_at from simpul.revert where id = :id for update;

-- name: revert_list
select id, target, state, counts, reason, actor, made_at, approved_by, done_at from simpul.revert order by id desc limit :limit;

-- name: revert_settle
update simpul.revert
set state = :state, approved_by = :approved_by, done_at = clock_timestamp()
where id = :id;

-- name: revert_start
insert into simpul.run (kind, target, state, caller) values ('revert', :feed, 'running', :caller) returning id;

-- name: revert_finish
update simpul.run
set state = 'done', ended_at = clock_timestamp(), read = :rows, applied = :rows, reason = :reason
where id = :run;

-- name: revert_compensate
insert into simpul.decision (
    case_id, case_version, choice, value, reason, actor, not_before, compensates, approved_by, approved_at, plan
)
select
    null, null, 'compensate', null, :reason, :actor, t.now + cast(:window as interval), :effect, :approved_by, t.now,
    cast(:plan as jsonb)
from (select clock_timestamp() as now) as t
returning id, not_before;
