"""The mathematics of a neural network: knows arrays, not digits.

Read it in this order: `layers`, `losses`, `network`, `optimizers`, `schedules`, `initializers`, `averages`,
`descent`, `gradcheck`.
"""

from neuralite.nn.averages import MovingAverage
from neuralite.nn.descent import Batch, batches, descend
from neuralite.nn.gradcheck import check_layer, check_network, numerical_gradient
from neuralite.nn.layers import Dense, Dropout, Layer, ReLU, Sigmoid, Tanh
from neuralite.nn.losses import softmax, softmax_cross_entropy
from neuralite.nn.network import Network
from neuralite.nn.optimizers import SGD, Adam, AdamW, Optimizer
from neuralite.nn.schedules import Constant, Cosine, Schedule, Step, WarmUp

__all__ = [
    "SGD",
    "Adam",
    "AdamW",
    "Batch",
    "Constant",
    "Cosine",
    "Dense",
    "Dropout",
    "Layer",
    "MovingAverage",
    "Network",
    "Optimizer",
    "ReLU",
    "Schedule",
    "Sigmoid",
    "Step",
    "Tanh",
    "WarmUp",
    "batches",
    "check_layer",
    "check_network",
    "descend",
    "numerical_gradient",
    "softmax",
    "softmax_cross_entropy",
]
