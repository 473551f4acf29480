"""Fits models of every kind that we import, and scores rows; those of forests are made to hit ties. Called by
bench/equality.ts.

Writes into the folder NAME.json (exported model), NAME.rows, NAME.scores, NAME.labels (little-endian float64; labels 1 = outlier).
"""

import json
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np
from sklearn.ensemble import IsolationForest
from sklearn.neighbors import LocalOutlierFactor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import OneClassSVM

EXPORTER = Path(__file__).parents[2] / "scripts" / "export-sklearn.py"

FORESTS = {
    "plain": {},
    "bootstrap": {"bootstrap": True},
    "some-features": {"max_features": 0.5},
    "contamination": {"contamination": 0.03},
    "all-of-it": {"bootstrap": True, "max_features": 0.7, "contamination": 0.1, "max_samples": 0.2, "n_estimators": 70},
    "one-feature": {"max_samples": 64},
}


# the features of each; the neighbours of the second are found by brute force
FACTORS = {
    "factor": (5, LocalOutlierFactor(novelty=True)),
    "factor-of-many-features": (20, LocalOutlierFactor(novelty=True, n_neighbors=35, contamination=0.02)),
    "factor-of-z-scores": (3, make_pipeline(StandardScaler(), LocalOutlierFactor(novelty=True, n_neighbors=5))),
}
MACHINES = {
    "machine": (5, OneClassSVM(nu=0.1)),
    "machine-of-narrow-kernels": (8, OneClassSVM(nu=0.3, gamma=3e-4)),
    "machine-of-z-scores": (5, make_pipeline(StandardScaler(), OneClassSVM(nu=0.05))),
}


def training_rows(kind, random):
    rows = random.normal(size=(20_000, 1 if kind == "one-feature" else 6)) * 10.0 ** random.integers(-3, 6)
    if rows.shape[1] > 1:
        # whole numbers fall on thresholds of their own accord
        rows[:, 1] = np.round(rows[:, 1])
        rows[:, 2] = random.integers(0, 5, size=len(rows))
    return rows


def rows_with_ties(forest, count, random):
    """Random rows, a third of whose values lie on a threshold of the forest or beside it, as float64 and as float32."""
    d = forest.n_features_in_
    rows = training_rows("one-feature" if d == 1 else "", random)
    rows = rows[random.integers(0, len(rows), size=count)] * random.normal(1, 0.2, size=(count, 1))
    for feature in range(d):
        thresholds = np.concatenate(
            [
                e.tree_.threshold[np.append(columns, -1)[np.maximum(e.tree_.feature, -1)] == feature]
                for e, columns in zip(forest.estimators_, forest.estimators_features_)
            ]
        )
        if len(thresholds) == 0:
            continue
        ties = random.choice(thresholds, size=count)
        single = ties.astype(np.float32)
        beside = np.choose(
            random.integers(0, 6, size=count),
            [
                ties,
                single.astype(np.float64),
                np.nextafter(single, np.float32(np.inf)).astype(np.float64),
                np.nextafter(single, np.float32(-np.inf)).astype(np.float64),
                np.nextafter(ties, np.inf),
                np.nextafter(ties, -np.inf),
            ],
        )
        rows[:, feature] = np.where(random.random(count) < 1 / 3, beside, rows[:, feature])
    return rows


def clusters(features, random):
    """Two clusters of different density and the room between them; no two distances are equal."""
    rows = random.normal(size=(2_000, features))
    rows[:500] = 4 + rows[:500] / 10
    return rows * 10.0 ** random.integers(-1, 3, size=features)


def write(folder, kind, exported, rows, scores, labels):
    (folder / f"{kind}.json").write_text(json.dumps(exported))
    for name, values in {"rows": rows, "scores": scores, "labels": labels}.items():
        (folder / f"{kind}.{name}").write_bytes(values.astype("<f8").tobytes())
    print(kind, flush=True)


def main():
    folder, count = Path(sys.argv[1]), int(sys.argv[2])
    spec = spec_from_file_location("export_sklearn", EXPORTER)
    exporter = module_from_spec(spec)
    spec.loader.exec_module(exporter)
    for seed, (kind, options) in enumerate(FORESTS.items()):
        random = np.random.default_rng(seed)
        forest = IsolationForest(random_state=seed, **options).fit(training_rows(kind, random))
        rows = rows_with_ties(forest, count // len(FORESTS) + 1, random)
        write(folder, kind, exporter.export_model(forest), rows, -forest.score_samples(rows), forest.predict(rows) == -1)
    for models in (FACTORS, MACHINES):
        for seed, (kind, (features, model)) in enumerate(models.items()):
            random = np.random.default_rng(seed)
            train = clusters(features, random)
            model.fit(train)
            # around the clusters and far from them
            rows = train[random.integers(0, len(train), size=count // len(models) + 1)]
            rows = rows + random.normal(size=rows.shape) * train.std(axis=0) * 10.0 ** random.uniform(-3, 1, size=(len(rows), 1))
            scores = -model.score_samples(rows) if models is FACTORS else -model.decision_function(rows)
            write(folder, kind, exporter.export_model(model), rows, scores, model.predict(rows) == -1)


main()
