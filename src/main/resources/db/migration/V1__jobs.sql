-- One dialect for H2 and PostgreSQL: varchar without length is unbounded (H2: one million characters), times carry microseconds.

create table job (
    id               uuid primary key,
    name             varchar                     not null,
    status           varchar(16)                 not null,
    spec             varchar                     not null,
    arguments        varchar                     not null,
    priority         integer                     not null,
    attempt          integer                     not null,
    batch            integer                     not null,
    execution        integer                     not null,
    crashes          integer                     not null,
    worker           varchar,
    device           varchar,
    created_at       timestamp(6) with time zone not null,
    queued_at        timestamp(6) with time zone not null,
    started_at       timestamp(6) with time zone,
    finished_at      timestamp(6) with time zone,
    step             integer                     not null,
    max_steps        integer                     not null,
    epoch            double precision            not null,
    steps_per_second double precision,
    latest_loss      double precision,
    latest_eval      varchar,
    best             varchar,
    model_step       integer,
    error_code       varchar,
    error_message    varchar,
    error_retryable  boolean,
    cancel_requested boolean                     not null,
    idempotency_key  varchar,
    request_hash     varchar,
    last_event       bigint                      not null,
    constraint job_idempotency_key unique (idempotency_key)
);

create index job_newest on job (created_at desc, id desc);
create index job_by_status on job (status, created_at desc, id desc);
create index job_by_name on job (name, created_at desc, id desc);
create index job_queue on job (status, priority desc, queued_at);

create table job_tag (
    job_id    uuid    not null references job (id) on delete cascade,
    name      varchar not null,
    tag_value varchar not null,
    primary key (job_id, name)
);

create index job_tag_lookup on job_tag (name, tag_value, job_id);

-- A step's row is its "train" event at the same time, hence the event_id.
create table step_metric (
    job_id        uuid                        not null references job (id) on delete cascade,
    step          integer                     not null,
    event_id      bigint                      not null,
    epoch         double precision            not null,
    loss          double precision            not null,
    learning_rate double precision            not null,
    grad_norm     double precision            not null,
    ended_at      timestamp(6) with time zone not null,
    primary key (job_id, step)
);

create unique index step_metric_event on step_metric (job_id, event_id);

-- Every event but the steps: evaluations, status changes, checkpoints, messages and the log history.
create table job_event (
    job_id      uuid                        not null references job (id) on delete cascade,
    event_id    bigint                      not null,
    type        varchar(16)                 not null,
    step        integer,
    data        varchar                     not null,
    occurred_at timestamp(6) with time zone not null,
    primary key (job_id, event_id)
);

create index job_event_by_type on job_event (job_id, type, event_id);

create table checkpoint (
    job_id       uuid    not null references job (id) on delete cascade,
    attempt      integer not null,
    step         integer not null,
    artifact_key varchar not null,
    primary key (job_id, attempt, step)
);
