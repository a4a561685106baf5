-- What the typed tables look like now.

-- name: typed_columns
select attname as name, format_type(atttypid, atttypmod) as kind
from pg_attribute
where attrelid = to_regclass(:name) and attnum > 0 and not attisdropped
order by attnum;

-- name: typed_check
select obj_description(oid, 'pg_constraint') from pg_constraint where conrelid = to_regclass(:name) and conname = :check;

-- name: typed_index
select to_regclass(:name);

-- name: typed_mirror
-- Room on each page: most later changes touch no index and then stay on their page.
create table mirror.{entity} (
    {body},
    primary key (system, key)
) with (fillfactor = 90);

-- name: typed_history
create table history.{entity} (
    {body},
    replaced_at timestamptz not null default clock_timestamp(),
    replaced_by_run bigint not null
);

-- name: typed_history_index
create index {entity}_record on history.{entity} (system, key);

-- name: typed_index_make
create index if not exists {entity}_{column} on mirror.{entity} ({column}{beside});

-- name: typed_analyze
analyze mirror.{entity};

-- name: typed_check_make
alter table mirror.{entity} add constraint {name} check ({check});

-- name: typed_check_told
comment on constraint {name} on mirror.{entity} is '{told}';

-- name: typed_check_drop
alter table mirror.{entity} drop constraint if exists {name};

-- name: typed_column
alter table {schema}.{entity} add column {name} {kind};
