-- The book of regions: who carries which code, and the notice when a book is first used.

-- name: regions_touched
select m.system, left(m.{column}, 6) as kecamatan, count(*) as records
from mirror.{entity} as m
where m.tombstoned_at is null and m.{column} = any(:codes)
group by m.system, left(m.{column}, 6)
order by 1, 2;

-- name: regions_unlisted
select count(*)
from mirror.{entity} as m
where m.tombstoned_at is null and left(m.{column}, 4) = any(:ours) and m.{column} <> all(:codes);

-- name: regions_last
select target from simpul.notice where kind = :kind order by id desc limit 1;

-- name: regions_notice
insert into simpul.notice (kind, target, words_id, words_en, detail, at, seen_by, seen_at)
values (
    :kind, :target, :words_id, :words_en, cast(:detail as jsonb), clock_timestamp(),
    case when :seen then 'simpul' end, case when :seen then clock_timestamp() end
);
