"""Which exceptions leave which function, who catches them, and what clients get."""
