-- The table of db-scheduler 16 once more, for work that needs no device: messages and cleaning up.
create table chore (
    task_name            varchar                  not null,
    task_instance        varchar                  not null,
    task_data            bytea,
    execution_time       timestamp with time zone not null,
    picked               boolean                  not null,
    picked_by            varchar,
    last_success         timestamp with time zone,
    last_failure         timestamp with time zone,
    consecutive_failures integer,
    last_heartbeat       timestamp with time zone,
    version              bigint                   not null,
    priority             integer,
    primary key (task_name, task_instance)
);

create index chore_due on chore (execution_time);
create index chore_heartbeat on chore (last_heartbeat);

-- Whom a job wants to be told. The secret signs messages and is shown to nobody.
create table job_webhook (
    job_id uuid primary key references job (id) on delete cascade,
    url    varchar not null,
    events varchar not null,
    secret varchar
);

-- A message goes to the job's own receiver (url, secret) or to one of the settings (target). Messages outlive their job until
-- they are delivered or given up.
create table webhook_message (
    id         uuid primary key,
    job_id     uuid                        not null,
    type       varchar(32)                 not null,
    body       varchar                     not null,
    target     varchar,
    url        varchar,
    secret     varchar,
    attempts   integer                     not null,
    delivered  boolean,
    outcome    varchar,
    created_at timestamp(6) with time zone not null,
    next_at    timestamp(6) with time zone,
    ended_at   timestamp(6) with time zone
);

create index webhook_message_of_job on webhook_message (job_id, created_at, id);
create index webhook_message_ended on webhook_message (ended_at);
