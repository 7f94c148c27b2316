"""One digit, 28x28 to ten probabilities, on one thread: beside onnxruntime on the same weights and features."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from threadpoolctl import threadpool_limits

from benchmarks.pairs import alternate, table_row
from neuralite import mnist, storage
from neuralite.classifiers import Classifier
from neuralite.features import PIXELS
from neuralite.nn import Dense, ReLU

DIGITS = 200
MODELS = ("mlp",)


def measure(folder: Path) -> None:
    """Print the ratio of the times of a digit, one digit at a time."""
    images = mnist.load_test(folder)[0][:DIGITS]
    print(table_row(f"{DIGITS} digits, one by one", "NeuraLite", "onnxruntime", "ratio (range)"))
    print(table_row(*["---"] * 4))
    for name in MODELS:
        classifier = storage.load(storage.models_folder(), name).classifier
        theirs = onnx_reader(classifier)
        apart = max(np.abs(theirs(image) - classifier.predict_proba(image[None])).max() for image in images)
        if apart > 1e-5:
            raise SystemExit(f"The two sides differ by {apart}.")
        with threadpool_limits(1):
            pair = alternate(
                lambda classifier=classifier: [classifier.predict_proba(image[None]) for image in images],
                lambda theirs=theirs: [theirs(image) for image in images],
                runs=21,
            )
        print(pair.row(name), flush=True)


def onnx_reader(classifier: Classifier) -> Callable[[np.ndarray], np.ndarray]:
    """The classifier as onnxruntime computes it."""
    nodes, weights, last = [], [], "x"
    for place, layer in enumerate(classifier.network.layers):
        if isinstance(layer, Dense):
            for name, array in layer.parameters.items():
                weights.append(numpy_helper.from_array(array, f"{place}.{name}"))
            nodes.append(helper.make_node("Gemm", [last, f"{place}.weight", f"{place}.bias"], [str(place)]))
            last = str(place)
        elif isinstance(layer, ReLU):
            nodes.append(helper.make_node("Relu", [last], [str(place)]))
            last = str(place)
    nodes.append(helper.make_node("Softmax", [last], ["probabilities"]))
    graph = helper.make_graph(
        nodes,
        "classifier",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, PIXELS])],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, [1, 10])],
        weights,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])

    def read(image: np.ndarray) -> np.ndarray:
        return np.asarray(session.run(None, {"x": classifier.rows(image[None])})[0])

    return read
