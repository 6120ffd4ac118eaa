"""Words of the project under review, made fit to be seen wherever they go."""
