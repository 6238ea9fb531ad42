"""Trying to break qabot: what ``scripts/soak`` runs in full and the tests run shortened."""
