"""Programs for those who work on the project; they run from its folder, as ``python -m scripts.NAME``."""
