"""From a picture to MNIST's 28x28: knows pixels, not models.

decoding -> ink (on its paper) -> normalization
"""
