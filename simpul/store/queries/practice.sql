-- Practice: what one person tried. Every statement names the person; nobody reads another's.

-- name: practice_keep
insert into simpul.practice (person_id, exercise, choice, correct)
values (:person, :exercise, :choice, :correct);

-- name: practice_results
-- Per exercise the last answer, how often it was tried and whether it was ever right.
select distinct on (p.exercise)
    p.exercise, p.choice, p.correct, p.at,
    count(*) over (partition by p.exercise) as tries,
    bool_or(p.correct) over (partition by p.exercise) as solved
from simpul.practice as p
where p.person_id = :person
order by p.exercise, p.id desc;

-- name: practice_forget
delete from simpul.practice where person_id = :person;
