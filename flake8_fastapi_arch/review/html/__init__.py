"""The page of the report: template, style, script and drawings."""
