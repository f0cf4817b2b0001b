-- Who submitted a job: the name of the key or token it came with; null where none was asked for.

alter table job add column submitted_by varchar;

create index job_by_submitter on job (submitted_by, status);
