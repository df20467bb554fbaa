\set task random(1, 1000)
BEGIN;
UPDATE drill.task_instance
SET changes = changes + 1, state = CASE state WHEN 'queued' THEN 'running' WHEN 'running' THEN 'success' ELSE 'queued' END
WHERE id = :task;
INSERT INTO drill.event (task) VALUES (:task);
COMMIT;
