-- Rows as the first version of the service wrote them, into the schema of V2.

insert into job (id, name, status, spec, arguments, priority, attempt, batch, execution, crashes, worker, device, created_at,
  queued_at, started_at, finished_at, step, max_steps, epoch, steps_per_second, latest_loss, latest_eval, best, model_step,
  cancel_requested, idempotency_key, request_hash, last_event) values
('00000000-0000-4000-8000-00000000000a', 'mrpc', 'succeeded',
  '{"checkpoint":"bert-base-uncased","config":{},"dataset":{"name":"glue/mrpc","quoting":"NONE"},"hyperparameters":{"num_train_epochs":3},"metrics":["accuracy"],"name":"mrpc","num_labels":2,"priority":0,"tags":{"team":"search"}}',
  '{"num_train_epochs":3,"learning_rate":5.0E-5}', 0, 1, 2, 0, 0, 'worker-0', 'cpu',
  '2026-01-02 03:04:05.678901+00', '2026-01-02 03:04:05.678901+00', '2026-01-02 03:04:06+00', '2026-01-02 03:14:06+00',
  3, 3, 1.0, 1.5, 0.5, '{"step":3,"epoch":1.0,"loss":0.5,"accuracy":0.84,"time":"2026-01-02T03:14:00Z"}',
  '{"metric":"accuracy","value":0.84,"step":3}', 3, false, 'first-key', 'abc', 9);

insert into job_tag (job_id, name, tag_value) values ('00000000-0000-4000-8000-00000000000a', 'team', 'search');

insert into step_metric (job_id, step, event_id, epoch, loss, learning_rate, grad_norm, ended_at) values
('00000000-0000-4000-8000-00000000000a', 1, 4, 0.33, 0.7, 5.0E-5, 1.5, '2026-01-02 03:05:00.000001+00'),
('00000000-0000-4000-8000-00000000000a', 2, 5, 0.67, 'NaN', 3.0E-5, 1.5, '2026-01-02 03:06:00.000002+00'),
('00000000-0000-4000-8000-00000000000a', 3, 6, 1.0, 0.5, 1.0E-5, 1.5, '2026-01-02 03:07:00.000003+00');

insert into job_event (job_id, event_id, type, step, data, occurred_at) values
('00000000-0000-4000-8000-00000000000a', 1, 'status', null, '{"status":"queued","attempt":0,"error":null}', '2026-01-02 03:04:05.678901+00'),
('00000000-0000-4000-8000-00000000000a', 2, 'status', null, '{"status":"running","attempt":1,"error":null}', '2026-01-02 03:04:06+00'),
('00000000-0000-4000-8000-00000000000a', 3, 'message', null, '{"level":"info","code":"started","message":"training begins: 24 rows, 3 steps, on cpu","attempt":1}', '2026-01-02 03:04:30+00'),
('00000000-0000-4000-8000-00000000000a', 7, 'eval', 3, '{"step":3,"epoch":1.0,"loss":0.5,"accuracy":0.84,"time":"2026-01-02T03:14:00Z"}', '2026-01-02 03:14:00+00'),
('00000000-0000-4000-8000-00000000000a', 8, 'log_entry', 3, '{"loss":0.5,"epoch":1.0,"step":3}', '2026-01-02 03:14:00+00'),
('00000000-0000-4000-8000-00000000000a', 9, 'status', null, '{"status":"succeeded","attempt":1,"error":null}', '2026-01-02 03:14:06+00');

insert into job (id, name, status, spec, arguments, priority, attempt, batch, execution, crashes, created_at, queued_at, started_at,
  finished_at, step, max_steps, epoch, error_code, error_message, error_retryable, cancel_requested, last_event) values
('00000000-0000-4000-8000-00000000000b', 'job-b', 'failed',
  '{"checkpoint":"bert-base-uncased","config":{},"dataset":{"name":"glue/mrpc"},"hyperparameters":{},"metrics":[],"name":null,"num_labels":null,"priority":0,"tags":{}}',
  '{}', 0, 3, 1, 0, 3, '2026-01-02 04:00:00+00', '2026-01-02 04:00:00+00', '2026-01-02 04:00:01+00', '2026-01-02 04:10:00+00',
  0, 20, 0.0, 'trainer_killed', 'the trainer was ended by signal 9 (SIGKILL)', true, false, 0);

insert into job (id, name, status, spec, arguments, priority, attempt, batch, execution, crashes, worker, device, created_at,
  queued_at, started_at, step, max_steps, epoch, cancel_requested, last_event) values
('00000000-0000-4000-8000-00000000000c', 'job-c', 'queued',
  '{"checkpoint":"bert-base-uncased","config":{},"dataset":{"name":"glue/mrpc"},"hyperparameters":{},"metrics":[],"name":null,"num_labels":null,"priority":5,"tags":{}}',
  '{}', 5, 0, 0, 0, 0, null, null, '2026-01-02 05:00:00+00', '2026-01-02 05:00:00+00', null, 0, 20, 0.0, false, 0),
('00000000-0000-4000-8000-00000000000d', 'job-d', 'running',
  '{"checkpoint":"bert-base-uncased","config":{},"dataset":{"name":"glue/mrpc"},"hyperparameters":{},"metrics":[],"name":null,"num_labels":null,"priority":0,"tags":{}}',
  '{}', 0, 1, 0, 0, 0, 'worker-0', 'cpu', '2026-01-02 06:00:00+00', '2026-01-02 06:00:00+00', '2026-01-02 06:00:01+00', 0, 20, 0.0, false, 0);

insert into scheduled_tasks (task_name, task_instance, execution_time, picked, picked_by, last_heartbeat, version, priority) values
('train', '00000000-0000-4000-8000-00000000000c:0', '2026-01-02 05:00:00+00', false, null, null, 1, 5),
('train', '00000000-0000-4000-8000-00000000000d:0', '2026-01-02 06:00:00+00', true, 'worker-0', '2026-01-02 06:05:00+00', 2, 0);
