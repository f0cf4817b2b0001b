-- Uploaded data sets; their files are in the artifact store. A row that is not ready is invisible: its files are on their way
-- in or out.
create table dataset (
    id              uuid primary key,
    name            varchar                     not null,
    ready           boolean                     not null,
    content         varchar                     not null,
    created_at      timestamp(6) with time zone not null,
    idempotency_key varchar,
    request_hash    varchar                     not null,
    constraint dataset_idempotency_key unique (idempotency_key)
);

create index dataset_newest on dataset (created_at desc, id desc);
create index dataset_by_name on dataset (name, created_at desc, id desc);

-- Which jobs name a data set; an ended job goes on naming one that was deleted.
create table dataset_use (
    dataset_id uuid not null,
    job_id     uuid not null references job (id) on delete cascade,
    primary key (dataset_id, job_id)
);
