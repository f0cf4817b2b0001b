-- Blocks of 1024 and 16384 steps beside those of 64, so that any curve is thinned from few rows.
create table step_block_of_size (
    job_id       uuid             not null references job (id) on delete cascade,
    size         integer          not null,
    block        integer          not null,
    lowest_step  integer          not null,
    lowest_loss  double precision not null,
    highest_step integer          not null,
    highest_loss double precision not null,
    primary key (job_id, size, block)
);

insert into step_block_of_size (job_id, size, block, lowest_step, lowest_loss, highest_step, highest_loss)
select job_id, 64, block, lowest_step, lowest_loss, highest_step, highest_loss from step_block;

drop table step_block;
alter table step_block_of_size rename to step_block;
