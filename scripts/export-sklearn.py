"""Writes a fitted scikit-learn IsolationForest as JSON, for `npm run import -- --sklearn FILE.json --out DIR`.

Needs scikit-learn only, in the Python that made the model:

    python3 export-sklearn.py forest.joblib forest.json

The model is loaded with joblib, which runs what the file says: export only files that you trust.
"""

import argparse
import json


def export_forest(forest):
    """All that scoring needs, as a dictionary of plain lists; thresholds to the last bit of their float64."""
    names = getattr(forest, "feature_names_in_", None)
    contamination = forest.contamination
    return {
        "format": "weir-sklearn-isolation-forest",
        "formatVersion": 1,
        "features": [f"feature_{i + 1}" for i in range(forest.n_features_in_)] if names is None else [str(n) for n in names],
        "maxSamples": int(forest.max_samples_),
        "offset": float(forest.offset_),
        "contamination": contamination if contamination == "auto" else float(contamination),
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


def main():
    parser = argparse.ArgumentParser(description="Write a fitted scikit-learn IsolationForest as JSON for Weir.")
    parser.add_argument("model", help="file written by joblib.dump or pickle.dump")
    parser.add_argument("out", help="JSON file to write")
    arguments = parser.parse_args()

    try:
        import joblib

        forest = joblib.load(arguments.model)
    except OSError as error:
        parser.error(f"{arguments.model} cannot be read: {error.strerror or error}")
    except Exception as error:  # unpickling fails in any way that the classes inside can
        parser.error(
            f"{arguments.model} cannot be loaded ({error!r}), wanted a file of joblib.dump or "
            "pickle.dump and the Python that wrote it"
        )
    if type(forest).__name__ != "IsolationForest":
        parser.error(f"{arguments.model} holds a {type(forest).__name__}, wanted an IsolationForest")
    if not hasattr(forest, "estimators_"):
        parser.error(f"the forest in {arguments.model} has not been fitted")
    exported = export_forest(forest)
    try:
        with open(arguments.out, "w") as file:
            json.dump(exported, file)
    except OSError as error:
        parser.error(f"{arguments.out} cannot be written: {error.strerror}")
    print(f"{arguments.out}: {len(forest.estimators_)} trees, {forest.n_features_in_} features")


if __name__ == "__main__":
    main()
