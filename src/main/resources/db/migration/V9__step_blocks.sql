-- The extremes of every 64 steps, from which long curves are thinned; of jobs from before, their steps are read instead.
create table step_block (
    job_id       uuid             not null references job (id) on delete cascade,
    block        integer          not null,
    lowest_step  integer          not null,
    lowest_loss  double precision not null,
    highest_step integer          not null,
    highest_loss double precision not null,
    primary key (job_id, block)
);

-- With the id, a job's place in the queue is counted in the index alone.
drop index job_queue;
create index job_queue on job (status, priority desc, queued_at, id);
