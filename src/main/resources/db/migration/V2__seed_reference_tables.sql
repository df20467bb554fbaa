-- Runs once in a database's life, so that a row which a user changes or deletes later stays so.
-- NOT EXISTS besides ON CONFLICT: a table made by hand may have no primary key.
INSERT INTO merchant_lookup (merchant_id, merchant_name, category)
SELECT seed.merchant_id, seed.merchant_name, seed.category
FROM (VALUES
    ('MER-ABC', 'Alpha Mart', 'Groceries'),
    ('MER-XYZ', 'Tech Gadgets Inc.', 'Electronics'),
    ('MER-123', 'HealthPlus Pharmacy', 'Healthcare')
) AS seed (merchant_id, merchant_name, category)
WHERE NOT EXISTS (SELECT 1 FROM merchant_lookup AS m WHERE m.merchant_id = seed.merchant_id)
ON CONFLICT DO NOTHING;

INSERT INTO app_configs (config_key, config_value)
SELECT seed.config_key, seed.config_value
FROM (VALUES
    ('data_ingestion_enabled', 'true'),
    ('max_batch_size', '1000')
) AS seed (config_key, config_value)
WHERE NOT EXISTS (SELECT 1 FROM app_configs AS c WHERE c.config_key = seed.config_key)
ON CONFLICT DO NOTHING;
