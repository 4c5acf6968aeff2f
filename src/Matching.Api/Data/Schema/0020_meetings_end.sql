-- Meetings that were called before they could lapse: each is looked after from its own time on.
insert into timer (subject, kind, round, due_at, set_at)
select 'meeting/' || code, 'MeetingOver', 1, starts_at, called_at
from meeting
where state <> 'Closed';
