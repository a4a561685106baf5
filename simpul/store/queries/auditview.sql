-- The audit chains and the records of access as people read them: filtered, paged by key.

-- name: auditview_lines
select at, chain, seq, actor, act, detail
from simpul.audit
where (cast(:actor as text) is null or actor = :actor) and (cast(:act as text) is null or act = :act)
    and (cast(:chain as text) is null or chain = :chain)
    and (cast(:since as timestamptz) is null or at >= :since) and (cast(:until as timestamptz) is null or at < :until)
    and (
        cast(:before_at as timestamptz) is null
        or (at, chain, seq) < (cast(:before_at as timestamptz), cast(:before_chain as text), cast(:before_seq as bigint))
    )
order by at desc, chain desc, seq desc
limit :limit;

-- name: auditview_decisions
select d.id, d.choice, d.value, d.reason, c.follower_value, c.field
from simpul.decision as d left join simpul.cases as c on c.id = d.case_id
where d.id = any(:ids);

-- Every chain with its last line and its last sealed head, without reading the lines between.
-- name: auditview_chains
with recursive chains as (
    (select chain from simpul.audit order by chain limit 1)
    union all
    select (select next.chain from simpul.audit as next where next.chain > chains.chain order by next.chain limit 1)
    from chains where chains.chain is not null
)
select chains.chain, line.seq, line.at, head.seq as sealed_seq, head.sealed_at
from chains
cross join lateral (
    select seq, at from simpul.audit where chain = chains.chain order by seq desc limit 1
) as line
left join lateral (
    select seq, sealed_at from simpul.audit_head where chain = chains.chain order by seq desc limit 1
) as head on true
where chains.chain is not null
order by line.at desc
limit :limit;

-- name: auditview_accesses
select id, at, actor, act, purpose, reason, subjects, opened_by, feed, field, opening_id
from simpul.access
where (cast(:actor as text) is null or actor = :actor) and (cast(:act as text) is null or act = :act)
    and (cast(:purpose as text) is null or purpose = :purpose)
    and (cast(:subject as text) is null or subjects @> array[cast(:subject as text)])
    and (cast(:since as timestamptz) is null or at >= :since) and (cast(:until as timestamptz) is null or at < :until)
    and (cast(:before as bigint) is null or id < :before)
order by id desc
limit :limit;

-- name: auditview_purposes
select purpose, act, count(*) as looks, count(distinct actor) as people
from simpul.access
where at >= :since and at < :until
group by purpose, act
order by purpose, act;
