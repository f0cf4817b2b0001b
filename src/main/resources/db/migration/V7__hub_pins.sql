-- The commits of what a job names on the hub, as JSON; null where it names nothing there.

alter table job add column hub_pins varchar;
