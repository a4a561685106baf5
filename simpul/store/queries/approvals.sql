-- What waits for a second person, besides proposals about cases and quarantine.

-- name: approvals_others
-- Oldest first; of a bulk decision the office is that of its first case.
select kind, number, proposer, since, reason, owner, size, target
from (
    select
        'bulk' as kind, cast(j.id as text) as number, j.actor as proposer, j.made_at as since, j.reason,
        coalesce(
            (
                select c.owner from simpul.job_case as k inner join simpul.cases as c on c.id = k.case_id
                where k.job_id = j.id
                order by k.case_id
                limit 1
            ), 'WD'
        ) as owner,
        (select count(*) from simpul.job_case as k where k.job_id = j.id) as size, j.choice as target
    from simpul.job as j
    where j.state = 'awaiting'
    union all
    select
        'revert', cast(r.id as text), r.actor, r.made_at, r.reason, 'WD',
        cast(r.counts ->> 'restored' as bigint) + cast(r.counts ->> 'removed' as bigint), r.target
    from simpul.revert as r
    where r.state = 'planned'
    union all
    select
        'link', cast(m.id as text), m.unlink_by, m.unlink_at, m.unlink_reason, 'WD', null,
        m.left_feed || ' ' || m.left_key || ' ↔ ' || m.right_feed || ' ' || m.right_key
    from simpul.match as m
    where m.state = 'unlinking'
    union all
    select
        'balikan', b.month, b.made_by, b.frozen_at, '', 'WD',
        (select count(*) from simpul.balikan_row as w where w.balikan_id = b.id), b.month
    from simpul.balikan as b
    where b.state = 'frozen'
    union all
    select 'account', cast(a.id as text), a.actor, a.made_at, a.reason, 'WD', null, a.kind || ' ' || a.username
    from simpul.account_change as a
    where a.kind <> 'server' and a.approved_by is null and a.refused_by is null
) as waiting
order by since, kind, number
limit :limit;
