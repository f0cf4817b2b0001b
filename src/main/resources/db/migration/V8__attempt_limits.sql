-- How long a job has trained, all attempts together, by its workers' timers.

alter table job add column ran_millis bigint default 0 not null;
