"""Softmax and cross-entropy, together, because together they are simple and stable.

    logits (n, classes), labels (n,) -> mean loss, d loss / d logits

Apart, softmax may round a probability to 0, whose logarithm is minus infinity, and each derivative is a
matrix for every row. Together the derivative is just ``(probabilities - one_hot) / n``.
"""

import numpy as np

from neuralite.nn.arrays import Array, Targets


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


def softmax_cross_entropy(logits: Array, targets: Targets) -> tuple[float, Array]:
    """Mean over the batch of -log p(label), and its gradient by the logits ``(n, classes)``.

    ``targets`` are labels ``(n,)``, or probabilities ``(n, classes)`` where a label is not certain: then the loss
    is the mean of -sum_i t_i log p_i.

    >>> loss, dlogits = softmax_cross_entropy(np.array([[0.0, 0.0]]), np.array([1]))
    >>> round(loss, 4), dlogits
    (0.6931, array([[ 0.5, -0.5]]))
    """
    n = len(targets)
    log_probabilities = log_softmax(logits)
    dlogits = np.exp(log_probabilities)
    if targets.ndim == 2:
        loss = -float((targets * log_probabilities).sum(axis=1).mean())
        dlogits -= targets
    else:
        rows = np.arange(n)
        loss = -float(log_probabilities[rows, targets].mean())
        dlogits[rows, targets] -= 1
    dlogits /= n
    return loss, dlogits
