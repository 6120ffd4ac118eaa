"""How data is queried, loaded, changed and migrated."""
