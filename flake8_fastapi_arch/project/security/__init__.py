"""Who is let in, what a client sends and where it goes, and which secrets lie open."""
