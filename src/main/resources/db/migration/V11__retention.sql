-- When retention last looked at an ended job: at its step rows, and at artifacts that no row names.
alter table job add column thinned_at timestamp(6) with time zone;
alter table job add column swept_at timestamp(6) with time zone;

create index job_finished on job (finished_at);
