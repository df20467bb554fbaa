-- Tables that someone made by hand before the first bootstrap are kept as they are.
CREATE TABLE IF NOT EXISTS merchant_lookup (
    merchant_id   VARCHAR(50)  PRIMARY KEY,
    merchant_name VARCHAR(255) NOT NULL,
    category      VARCHAR(100)
);

CREATE TABLE IF NOT EXISTS app_configs (
    config_key   VARCHAR(255) PRIMARY KEY,
    config_value TEXT,
    last_updated TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);
