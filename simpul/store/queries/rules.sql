-- Cross-system rules: the SQL of rules/ runs through rule.jalankan as the role simpul_rule; what it finds is written here,
-- set by set, for all rules of rule_spec at once.

-- name: rules_tables
-- scope and changed are all a rule sees beside the views. scope outlives a transaction: a full run fills it once a kind.
create temporary table if not exists scope (subject_id text not null);
create temporary table if not exists changed (kind text not null, key text not null) on commit delete rows;
create temporary table if not exists rule_spec (
    rule text not null, kind text not null, feed text not null, field text not null, severity text not null,
    owner text not null, due integer not null, observing boolean not null
) on commit delete rows;
create temporary table if not exists rule_found (
    rule text not null, subject_id text, key text, evidence jsonb, next_at timestamptz
) on commit delete rows;
create temporary table if not exists rule_hit (
    rule text not null, feed text not null, field text not null, subject_key text not null, key text not null,
    facts jsonb not null
) on commit delete rows;
create temporary table if not exists rule_open (id bigint not null, rule text not null, key text not null)
on commit delete rows;
create temporary table if not exists rule_news (subject_key text not null, at timestamptz not null) on commit delete rows;
create temporary table if not exists rule_woken (rule text not null, subject_key text not null) on commit delete rows;
grant select on scope, changed to simpul_rule;

-- name: rules_now
select rule.sekarang();

-- name: rules_spec
insert into rule_spec (rule, kind, feed, field, severity, owner, due, observing)
values (:rule, :kind, :feed, :field, :severity, :owner, :due, :observing);

-- name: rules_run
insert into rule_found (rule, subject_id, key, evidence, next_at)
select cast(:rule as text), f.subject_id, f.key, f.evidence, f.next_at
from rule.jalankan(cast(:sql as text), cast(:most as bigint)) as f;

-- name: rules_wake
insert into rule_woken (rule, subject_key)
select distinct cast(:rule as text), w.subject_id
from rule.bangunkan(cast(:sql as text), cast(:most as bigint)) as w;

-- name: rules_claimed_scope
-- What a pair's first comparison or a pair that waits has marked is no change to a rule.
insert into scope (subject_id)
select distinct subject_key from claimed where reason not like 'baseline:%' and reason not like 'held:%';

-- name: rules_claimed_news
insert into rule_news (subject_key, at)
select c.subject_key, max(c.marked_at)
from claimed as c
inner join simpul.run as r on r.id = c.run_id
where r.kind in ('pull', 'match', 'revert')
group by c.subject_key;

-- name: rules_due_scope
insert into scope (subject_id)
select subject_key from simpul.rule_due
where rule = :rule and next_at <= :now and subject_key not like '*%'
order by next_at
limit :size;

-- name: rules_due_news
-- Remembered or woken without a time: data came.
insert into rule_news (subject_key, at)
select d.subject_key, clock_timestamp()
from scope as s
inner join simpul.rule_due as d on d.rule = :rule and d.subject_key = s.subject_id
where d.next_at = '-infinity';

-- name: rules_memory
-- Sorting and hashing a whole city on disk costs several times what it costs in memory. Ends with the transaction.
set local work_mem = '256MB'

-- name: rules_subjects
-- Subjects of a kind that the living records of one entity name.
select {key} as subject_id from mirror.{entity} where {key} is not null and tombstoned_at is null

-- name: rules_changed
insert into changed (kind, key) select cast(:kind as text), subject_id from scope;

-- name: rules_begin
-- Its first full run is its baseline, and over when this commits.
insert into simpul.pairing (feed, authority_feed, revision, observing_since, baseline_done_at)
values (:feed, '', :revision, clock_timestamp(), clock_timestamp())
on conflict (feed, authority_feed) do update
set revision = excluded.revision, observing_since = excluded.observing_since, baseline_done_at = excluded.baseline_done_at;

-- name: rules_begun
select feed, revision from simpul.pairing where feed like 'rule:%';

-- name: rules_start
insert into simpul.run (kind, target, token, state, ended_at)
values ('rules', cast(:rule as text), :token, 'done', clock_timestamp())
returning id;

-- name: rules_annotations
select rule, facts from rule_hit where subject_key = :key order by rule, key;

-- name: rules_samples
select subject_key, key, facts from rule_hit order by key limit :most;

-- name: rules_counts
select
    (select count(*) from rule_hit) as found,
    (select count(distinct subject_id) from rule_found where next_at is not null) as later;

-- name: rules_one_subject
insert into scope (subject_id) values (:key);

-- name: rules_latest
-- Open cases of every rule and since when it looks.
select
    p.rule, p.revision, p.observing_since,
    (select count(*) from simpul.cases as c where c.rule = p.rule and c.closed_at is null) as open
from (
    select substr(feed, 6) as rule, revision, observing_since from simpul.pairing where feed like 'rule:%'
) as p;

-- name: rules_hits
-- One finding a record. No NIK or family card number is ever kept unmasked in what a rule saw.
insert into rule_hit (rule, feed, field, subject_key, key, facts)
select distinct on (s.rule, f.key)
    s.rule, s.feed, s.field, f.subject_id, f.key,
    cast(regexp_replace(
        cast(f.evidence as text), '(?<![0-9])([0-9]{6})[0-9]{6}([0-9]{4})(?![0-9])', '\1••••••\2', 'g'
    ) as jsonb)
from rule_found as f
inner join rule_spec as s on s.rule = f.rule
where jsonb_typeof(f.evidence) = 'object' and f.key is not null and f.subject_id is not null
order by s.rule, f.key, f.subject_id, cast(f.evidence as text);

-- name: rules_reach_scope
insert into rule_open (id, rule, key)
select c.id, c.rule, c.record_key
from scope as x
inner join simpul.cases as c on c.subject_kind = :kind and c.subject_key = x.subject_id
inner join rule_spec as s on s.rule = c.rule and s.field = c.field
where c.closed_at is null
order by c.id
for update of c;

-- name: rules_reach_all
insert into rule_open (id, rule, key)
select c.id, c.rule, c.record_key
from simpul.cases as c
inner join rule_spec as s on s.rule = c.rule and s.field = c.field
where c.closed_at is null
order by c.id
for update of c;

-- name: rules_close
update simpul.cases as c
set
    state = 'closed', closed_at = clock_timestamp(), updated_at = clock_timestamp(), version = c.version + 1,
    closed_because = case when c.state in ('decided', 'verified') then 'verified' else 'healed' end
from rule_open as o
where
    c.id = o.id and c.closed_at is null
    and not exists (select from rule_hit as h where h.rule = o.rule and h.key = o.key);

-- name: rules_restyle
-- What the header says may change without the finding changing.
update simpul.cases as c
set severity = s.severity, owner = s.owner
from rule_open as o
inner join rule_spec as s on s.rule = o.rule
where c.id = o.id and c.closed_at is null and (c.severity, c.owner) is distinct from (s.severity, s.owner);

-- name: rules_change
-- What was found is not what an officer saw: neither does a decision hold any more, and who slept is woken.
update simpul.cases as c
set
    facts = h.facts, subject_key = h.subject_key, shape = coalesce(h.facts ->> 'shape', ''),
    cause = concat_ws(' ', h.field, h.facts ->> 'shape'),
    kecamatan = left(h.facts ->> 'kecamatan', 6),
    version = c.version + 1, updated_at = clock_timestamp(),
    state = case
        when c.state in ('decided', 'verified', 'awaiting') then 'reopened'
        when c.state = 'snoozed' and c.assignee is not null then 'assigned'
        when c.state = 'snoozed' then 'new'
        else c.state
    end,
    reopened = c.reopened + case when c.state in ('decided', 'verified', 'awaiting') then 1 else 0 end,
    snoozed_until = null, snoozed_more = null,
    observing = c.observing and s.observing,
    due_at = case
        when s.observing then c.due_at else coalesce(c.due_at, rule.batas_hari_kerja(rule.sekarang(), s.due))
    end
from rule_hit as h
inner join rule_spec as s on s.rule = h.rule
where
    c.feed = h.feed and c.record_key = h.key and c.field = h.field and c.closed_at is null
    and (c.facts, c.subject_key) is distinct from (h.facts, h.subject_key);

-- name: rules_reopen
-- Said to be put right, data came since, and it is still as it was.
update simpul.cases as c
set
    state = 'reopened', reopened = c.reopened + 1, version = c.version + 1, updated_at = clock_timestamp(),
    evidence = 'masih terlihat pada data terbaru'
from rule_hit as h, simpul.decision as d, rule_news as n
where
    c.feed = h.feed and c.record_key = h.key and c.field = h.field and c.closed_at is null and c.state = 'decided'
    and d.case_id = c.id and d.case_version = c.version and d.undone_at is null and d.stands
    and n.subject_key = h.subject_key and n.at > d.decided_at
    and (
        d.choice in ('authority', 'follower', 'other', 'proposed')
        -- Its office said that it was put right.
        or exists (
            select from simpul.correction as r
            where r.case_id = c.id and r.decision_id = d.id and r.state = 'done' and n.at > r.answered_at
        )
    );

-- name: rules_accepted
-- A difference somebody accepted stays closed while it is the same and its day has not passed.
delete from rule_hit as h
using (
    select distinct on (g.rule, g.key) g.rule, g.key, g.facts, c.facts as known, c.closed_at, c.closed_because, c.accepted_until
    from rule_hit as g
    inner join simpul.cases as c
        on c.subject_kind = :kind and c.subject_key = g.subject_key and c.feed = g.feed and c.record_key = g.key
        and c.field = g.field
    order by g.rule, g.key, c.closed_at desc nulls first
) as last
where
    h.rule = last.rule and h.key = last.key and last.closed_because = 'accepted' and last.closed_at is not null
    and last.facts = last.known
    and coalesce(last.accepted_until, 'infinity') >= (rule.sekarang() at time zone 'Asia/Jakarta')::date;

-- name: rules_return
update simpul.cases as c
set
    state = 'reopened', closed_at = null, closed_because = null, kind = 'rule',
    accepted_until = null, snoozed_until = null, snoozed_more = null,
    facts = v.facts, shape = coalesce(v.facts ->> 'shape', ''), cause = concat_ws(' ', v.field, v.facts ->> 'shape'),
    kecamatan = left(v.facts ->> 'kecamatan', 6), severity = v.severity, owner = v.owner,
    version = c.version + 1, reopened = c.reopened + 1, updated_at = clock_timestamp(), observing = v.observing,
    due_at = case when v.observing then null else rule.batas_hari_kerja(rule.sekarang(), v.due) end
from (
    select
        h.*, s.severity, s.owner, s.observing, s.due,
        (
            select o.id from simpul.cases as o
            where
                o.subject_kind = :kind and o.subject_key = h.subject_key and o.feed = h.feed
                and o.record_key = h.key and o.field = h.field
            order by o.closed_at desc nulls first
            limit 1
        ) as latest
    from rule_hit as h
    inner join rule_spec as s on s.rule = h.rule
) as v
where
    c.id = v.latest and c.closed_at is not null
    and not exists (
        select from simpul.cases as o
        where o.feed = v.feed and o.record_key = v.key and o.field = v.field and o.closed_at is null
    );

-- name: rules_open
insert into simpul.cases (
    kind, subject_kind, subject_key, feed, record_key, field, authority_feed, observing, due_at, opened_by_run, rule,
    shape, cause, severity, owner, kecamatan, facts
)
select
    'rule', s.kind, h.subject_key, h.feed, h.key, h.field, h.feed, s.observing,
    case when not s.observing then rule.batas_hari_kerja(rule.sekarang(), s.due) end, cast(:run as bigint), h.rule,
    coalesce(h.facts ->> 'shape', ''), concat_ws(' ', h.field, h.facts ->> 'shape'), s.severity, s.owner,
    left(h.facts ->> 'kecamatan', 6), h.facts
from rule_hit as h
inner join rule_spec as s on s.rule = h.rule
order by h.rule, h.subject_key, h.key
on conflict (feed, record_key, field) where closed_at is null do nothing;

-- name: rules_forget_due_scope
delete from simpul.rule_due as d
using scope as x, rule_spec as s
where d.rule = s.rule and d.subject_key = x.subject_id;

-- name: rules_forget_due_all
delete from simpul.rule_due as d using rule_spec as s where d.rule = s.rule;

-- name: rules_set_due
-- Never again in this comparison: a rule that says "look again now" for ever must not stop the others.
insert into simpul.rule_due (rule, subject_key, next_at)
select f.rule, f.subject_id, min(greatest(f.next_at, cast(:now as timestamptz) + interval '1 second'))
from rule_found as f
inner join rule_spec as s on s.rule = f.rule
where f.next_at is not null and f.next_at < 'infinity' and f.subject_id is not null
group by f.rule, f.subject_id
on conflict (rule, subject_key) do update set next_at = least(simpul.rule_due.next_at, excluded.next_at);

-- name: rules_remember
-- A rule that is held looks at these when it can: without a time where data came.
insert into simpul.rule_due (rule, subject_key, next_at)
select
    cast(:rule as text), x.subject_id,
    case when n.subject_key is null then cast(:now as timestamptz) else '-infinity' end
from scope as x
left join rule_news as n on n.subject_key = x.subject_id
on conflict (rule, subject_key) do update set next_at = least(simpul.rule_due.next_at, excluded.next_at);

-- name: rules_woken
insert into simpul.rule_due (rule, subject_key, next_at)
select rule, subject_key, '-infinity' from rule_woken
on conflict (rule, subject_key) do update set next_at = excluded.next_at;

-- name: rules_rest
-- A rule that failed looks at everything again after a while: '*' and its revision stand for all its subjects.
insert into simpul.rule_due (rule, subject_key, next_at)
values (:rule, :mark, cast(:now as timestamptz) + :rest)
on conflict (rule, subject_key) do update set next_at = excluded.next_at;

-- name: rules_resting
select rule, subject_key as mark, next_at from simpul.rule_due where subject_key like '*%';

-- name: rules_due
select rule, count(*) as subjects
from simpul.rule_due
where next_at <= :now and subject_key not like '*%'
group by rule
order by rule;

-- name: rules_tell
-- One message about a rule that fails, until somebody has seen it.
insert into simpul.notice (kind, target, words_id, words_en)
select 'rule', cast(:rule as text), cast(:id as text), cast(:en as text)
where not exists (select from simpul.notice where kind = 'rule' and target = :rule and seen_at is null);

-- name: rules_gone
-- Rules whose file is gone, or that only annotate now, leave no case behind.
update simpul.cases
set
    state = 'closed', closed_at = clock_timestamp(), updated_at = clock_timestamp(), version = version + 1,
    closed_because = 'gone'
where rule <> '' and not rule = any(:kept) and closed_at is null;

-- name: rules_gone_due
delete from simpul.rule_due where not rule = any(:kept);

-- name: rules_gone_pairing
delete from simpul.pairing where feed like 'rule:%' and not substr(feed, 6) = any(:kept);
