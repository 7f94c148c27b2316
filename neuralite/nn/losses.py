"""Softmax and cross-entropy, together, because together they are simple and stable.

    logits (n, classes), labels (n,) -> mean loss, d loss / d logits

Apart, softmax may round a probability to 0, whose logarithm is minus infinity, and each derivative is a
matrix for every row. Together the derivative is just ``(probabilities - one_hot) / n``.
"""

import numpy as np

from neuralite.nn.arrays import Array, Labels


def log_softmax(logits: Array) -> Array:
    """Logarithms of the probabilities, ``(n, classes)``, at most 0; exact for logits of any size."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    shifted -= np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return np.asarray(shifted)


def softmax(logits: Array) -> Array:
    """Probabilities ``(n, classes)``: p_i = exp(z_i) / sum_j exp(z_j), each row summing to 1.

    >>> softmax(np.array([[0.0, 0.0], [10000.0, -10000.0]]))
    array([[0.5, 0.5],
           [1. , 0. ]])
    """
    return np.exp(log_softmax(logits))


def softmax_cross_entropy(logits: Array, labels: Labels) -> tuple[float, Array]:
    """Mean over the batch of -log p(label), and its gradient by the logits ``(n, classes)``.

    >>> loss, dlogits = softmax_cross_entropy(np.array([[0.0, 0.0]]), np.array([1]))
    >>> round(loss, 4), dlogits
    (0.6931, array([[ 0.5, -0.5]]))
    """
    n = len(labels)
    rows = np.arange(n)
    log_probabilities = log_softmax(logits)
    loss = -float(log_probabilities[rows, labels].mean())
    dlogits = np.exp(log_probabilities)
    dlogits[rows, labels] -= 1
    dlogits /= n
    return loss, dlogits
