-- Audit chains. Lines are added under a lock of their chain, so that no two lines follow the same one.

-- name: audit_lock
select pg_advisory_xact_lock(hashtextextended('audit|' || :chain, 0));

-- name: audit_last
select coalesce(max(seq), 0) as seq,
    coalesce((array_agg(hash))[1], decode(repeat('00', 32), 'hex')) as hash, clock_timestamp() as now
from (select seq, hash from simpul.audit where chain = :chain order by seq desc limit 1) as head;

-- name: audit_add
insert into simpul.audit (chain, seq, at, actor, act, detail, previous, hash)
values (:chain, :seq, cast(:at as timestamptz), :actor, :act, cast(:detail as jsonb), :previous, :hash);

-- name: audit_lines
select seq, at, actor, act, detail, previous, hash from simpul.audit where chain = :chain and seq > :after order by seq;

-- name: audit_heads
select chain, seq, hash, sealed_at, key_id, seal from simpul.audit_head where chain = :chain;

-- name: audit_chains
select chain from simpul.audit union select chain from simpul.audit_head order by 1;

-- name: audit_unsealed
with recursive chains as (
    (select chain from simpul.audit order by chain limit 1)
    union all
    select (select next.chain from simpul.audit as next where next.chain > chains.chain order by next.chain limit 1)
    from chains where chains.chain is not null
)
select head.chain, head.seq, head.hash, clock_timestamp() as now
from chains
cross join lateral (
    select chain, seq, hash from simpul.audit where chain = chains.chain order by seq desc limit 1
) as head
left join lateral (
    select seq, sealed_at from simpul.audit_head where chain = chains.chain order by seq desc limit 1
) as sealed on true
where sealed.seq is null or (sealed.seq < head.seq and sealed.sealed_at < clock_timestamp() - interval '1 minute');

-- name: audit_seal
insert into simpul.audit_head (chain, seq, hash, sealed_at, key_id, seal)
values (:chain, :seq, :hash, :at, :key_id, :seal)
on conflict do nothing;
