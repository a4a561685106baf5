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
