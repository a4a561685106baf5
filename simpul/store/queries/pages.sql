-- name: pages_newest
select page.id
from simpul.page
join simpul.page_body as body on body.digest = page.digest
where page.feed = :feed and page.read > 0
order by page.id desc
limit :count
