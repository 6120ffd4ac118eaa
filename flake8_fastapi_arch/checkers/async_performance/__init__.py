"""What happens to every other request while one waits."""
