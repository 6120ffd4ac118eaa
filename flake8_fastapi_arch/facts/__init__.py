"""What one module says, free of syntax trees: the intermediate representation all analyses read."""
