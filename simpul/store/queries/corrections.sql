-- Correction requests: where the authority itself is wrong, its office is asked by letter; nothing is ever written there.

-- name: correction_add
insert into simpul.correction (case_id, decision_id, office, evidence, made_by)
select d.case_id, d.id, :office, cast(:evidence as jsonb), :actor
from simpul.decision as d
where d.id = :decision and d.stands and d.undone_at is null
on conflict (case_id, decision_id) do nothing
returning id;

-- name: correction_list
select
    r.id, r.case_id, r.office, r.letter, r.state, r.made_by, r.made_at, r.sent_at, r.answered_at, r.answer,
    c.field, c.feed, c.authority_feed, c.kecamatan
from simpul.correction as r
join simpul.cases as c on c.id = r.case_id
where
    (cast(:state as text) is null and r.state not in ('done', 'refused') or r.state = :state)
    and (cast(:office as text) is null or r.office = :office)
order by r.id
limit :limit;

-- name: correction_of_case
select id, state from simpul.correction where case_id = :case order by id;

-- name: correction_one
select
    r.id, r.case_id, r.decision_id, r.office, r.letter, r.state, r.evidence, r.made_by, r.made_at, r.sent_at,
    r.answered_at, r.answer, c.field, c.feed, c.authority_feed, c.record_key, c.subject_kind, c.subject_key, c.kecamatan,
    c.authority_value, d.choice, d.value, d.reason, d.actor, d.approved_by, d.evidence_kind, d.evidence_number,
    d.evidence_date
from simpul.correction as r
join simpul.cases as c on c.id = r.case_id
join simpul.decision as d on d.id = r.decision_id
where r.id = :id
{lock};

-- name: correction_send
update simpul.correction set state = 'sent', letter = :letter, sent_at = clock_timestamp() where id = :id;

-- name: correction_answer
update simpul.correction set state = :state, answer = :answer, answered_at = clock_timestamp() where id = :id;

-- name: correction_drop
-- The decision was taken back before the letter left.
delete from simpul.correction where decision_id = :decision and state = 'draft';
