"""Writes a fitted model of scikit-learn as JSON, for `npm run import -- --sklearn FILE.json --out DIR`:

an IsolationForest; a LocalOutlierFactor with novelty=True; a OneClassSVM with the kernel "rbf"; one of the last two
behind a StandardScaler in a Pipeline. Needs scikit-learn only, in the Python that made the model:

    python3 export-sklearn.py model.joblib model.json

The model is loaded with joblib, which runs what the file says: export only files that you trust. What is written of a
LocalOutlierFactor holds all its training rows, of a OneClassSVM some of them.
"""

import argparse
import json


class NotExportable(Exception):
    """What is wrong with a model, for people."""


def export_model(model):
    """All that scoring needs, as a dictionary of plain lists; numbers to the last bit of their float64."""
    steps = [step for _, step in model.steps] if type(model).__name__ == "Pipeline" else [model]
    names = [type(step).__name__ for step in steps]
    if names[-1] not in EXPORTS or len(steps) > 2 or (len(steps) == 2 and names != ["StandardScaler", names[-1]]):
        raise NotExportable(f"holds {' and '.join(names)}, wanted one of {', '.join(EXPORTS)}, or a StandardScaler and one of these")
    name, is_fitted, export = EXPORTS[names[-1]]
    if not hasattr(steps[-1], is_fitted):
        raise NotExportable(f"holds a {names[-1]} that has not been fitted")
    if len(steps) == 2 and names[-1] == "IsolationForest":
        raise NotExportable("holds an IsolationForest behind a StandardScaler, wanted one without: it needs none")
    features = getattr(model, "feature_names_in_", None)
    count = steps[0].n_features_in_
    return {
        "format": f"weir-sklearn-{name}",
        "formatVersion": 1,
        "features": [f"feature_{i + 1}" for i in range(count)] if features is None else [str(n) for n in features],
        **export(steps[-1]),
        **({} if names[-1] == "IsolationForest" else {"scaling": export_scaling(steps[:-1], count)}),
    }


def export_forest(forest):
    return {
        "maxSamples": int(forest.max_samples_),
        "offset": float(forest.offset_),
        "contamination": export_contamination(forest),
        "bootstrap": bool(forest.bootstrap),
        "trees": [
            export_tree(estimator.tree_, columns)
            for estimator, columns in zip(forest.estimators_, forest.estimators_features_)
        ],
    }


def export_tree(tree, columns):
    """A tree's nodes as parallel lists; a leaf has the feature -1. `columns` are the features that the tree was shown."""
    is_leaf = tree.children_left == -1
    return {
        "feature": [-1 if leaf else int(columns[f]) for leaf, f in zip(is_leaf, tree.feature)],
        "threshold": [0.0 if leaf else float(t) for leaf, t in zip(is_leaf, tree.threshold)],
        "left": tree.children_left.tolist(),
        "right": tree.children_right.tolist(),
        "size": tree.n_node_samples.tolist(),
    }


def export_local_outlier_factor(factor):
    if not factor.novelty:
        raise NotExportable("holds a LocalOutlierFactor without novelty=True, which judges no new rows")
    if factor.effective_metric_ != "euclidean":
        raise NotExportable(f"holds a LocalOutlierFactor with the metric {factor.effective_metric_}, wanted the euclidean one")
    return {
        "neighbours": int(factor.n_neighbors_),
        "offset": float(factor.offset_),
        "contamination": export_contamination(factor),
        "rows": factor._fit_X.tolist(),
        "reaches": factor._distances_fit_X_[:, factor.n_neighbors_ - 1].tolist(),
        "densities": factor._lrd.tolist(),
    }


def export_one_class_svm(machine):
    if machine.kernel != "rbf":
        raise NotExportable(f"holds a OneClassSVM with the kernel {machine.kernel}, wanted rbf")
    if machine._sparse:
        raise NotExportable("holds a OneClassSVM that was fitted on a sparse matrix, wanted a dense one")
    return {
        "nu": float(machine.nu),
        "gamma": float(machine._gamma),
        "offset": float(machine.offset_[0]),
        "vectors": machine.support_vectors_.tolist(),
        "coefficients": machine.dual_coef_[0].tolist(),
    }


def export_contamination(model):
    return model.contamination if model.contamination == "auto" else float(model.contamination)


def export_scaling(scalers, count):
    """What each feature is reduced by, and then divided by."""
    means = deviations = None
    for scaler in scalers:
        means = scaler.mean_ if scaler.with_mean else None
        deviations = scaler.scale_
    return {
        "means": [0.0] * count if means is None else means.tolist(),
        "deviations": [1.0] * count if deviations is None else deviations.tolist(),
    }


# by class: our name of it, what a fitted one has, and how it is written
EXPORTS = {
    "IsolationForest": ("isolation-forest", "estimators_", export_forest),
    "LocalOutlierFactor": ("local-outlier-factor", "offset_", export_local_outlier_factor),
    "OneClassSVM": ("one-class-svm", "offset_", export_one_class_svm),
}


def main():
    parser = argparse.ArgumentParser(description="Write a fitted model of scikit-learn as JSON for Weir.")
    parser.add_argument("model", help="file written by joblib.dump or pickle.dump")
    parser.add_argument("out", help="JSON file to write")
    arguments = parser.parse_args()

    try:
        import joblib

        model = joblib.load(arguments.model)
    except OSError as error:
        parser.error(f"{arguments.model} cannot be read: {error.strerror or error}")
    except Exception as error:  # unpickling fails in any way that the classes inside can
        parser.error(
            f"{arguments.model} cannot be loaded ({error!r}), wanted a file of joblib.dump or "
            "pickle.dump and the Python that wrote it"
        )
    try:
        exported = export_model(model)
    except NotExportable as error:
        parser.error(f"{arguments.model} {error}")
    try:
        with open(arguments.out, "w") as file:
            json.dump(exported, file)
    except OSError as error:
        parser.error(f"{arguments.out} cannot be written: {error.strerror}")
    print(f"{arguments.out}: {exported['format'].removeprefix('weir-sklearn-')}, {len(exported['features'])} features")


if __name__ == "__main__":
    main()
