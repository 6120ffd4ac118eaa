"""Who may do what, and what an attacker can send."""
