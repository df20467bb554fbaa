-- The reference data of a second kind of raw table, insurance claims: see conf/insurance.properties.
CREATE TABLE IF NOT EXISTS policy_lookup (
    policy_id   VARCHAR(50)  PRIMARY KEY,
    holder_type VARCHAR(50)  NOT NULL,
    product     VARCHAR(100),
    region      VARCHAR(50)
);

INSERT INTO policy_lookup (policy_id, holder_type, product, region)
SELECT seed.policy_id, seed.holder_type, seed.product, seed.region
FROM (VALUES
    ('POL-1001', 'person',   'Car',        'North'),
    ('POL-1002', 'person',   'Home',       'North'),
    ('POL-1003', 'company',  'Fleet',      'West'),
    ('POL-1004', 'company',  'Liability',  'South'),
    ('POL-1005', 'person',   'Travel',     'South'),
    ('POL-1006', 'person',   'Health',     'East'),
    ('POL-1007', 'company',  'Cyber',      'West'),
    ('POL-1008', 'person',   NULL,         'East')
) AS seed (policy_id, holder_type, product, region)
WHERE NOT EXISTS (SELECT 1 FROM policy_lookup AS p WHERE p.policy_id = seed.policy_id)
ON CONFLICT DO NOTHING;
