-- What the drill writes: a ledger, a row every 50 ms, and tasks that change their states as Airflow's do.
CREATE SCHEMA drill;
CREATE TABLE drill.ledger (
    id    BIGINT      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    clock TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE drill.task_instance (
    id      INTEGER PRIMARY KEY,
    state   TEXT    NOT NULL,
    changes INTEGER NOT NULL
);
INSERT INTO drill.task_instance SELECT id, 'queued', 0 FROM generate_series(1, 1000) AS id;
CREATE TABLE drill.event (
    id   BIGINT  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    task INTEGER NOT NULL REFERENCES drill.task_instance
);
