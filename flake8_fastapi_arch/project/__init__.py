"""What is known across files: modules, names, types, effects, routes and models."""
