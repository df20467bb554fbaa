"""What DAGs that run delta-enrich have in common."""
