"""How the project's reader was made. Not part of the wheel."""
