"""Reads handwritten digits with nothing but NumPy: logistic regression and an MLP, written from scratch.

from neuralite import Recognizer
Recognizer().read("seven.jpg").text      # {'logistic': '7', 'mlp': '7'}
"""

from neuralite.classifiers import MLP, Classifier, LogisticRegression
from neuralite.images.decoding import ImageError
from neuralite.mnist import DatasetError
from neuralite.recognizer import Reading, Recognizer
from neuralite.storage import ModelFileError

__all__ = [
    "MLP",
    "Classifier",
    "DatasetError",
    "ImageError",
    "LogisticRegression",
    "ModelFileError",
    "Reading",
    "Recognizer",
]
