"""The school: recipes, the loop that follows them, and the card that tells how it went."""
