-- Names that stand for one job's output, and are moved from one to the next while requests come in.

create table model_alias (
    name       varchar                     not null primary key,
    job_id     uuid                        not null references job (id),
    updated_at timestamp(6) with time zone not null
);

create index model_alias_by_job on model_alias (job_id);
