"""Makes the files sklearn-*.json beside itself, with scripts/export-sklearn.py and scikit-learn 1.2.1.

    python3 test/golden/make_sklearn_golden.py
"""

import json
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np
from sklearn.ensemble import IsolationForest
from sklearn.neighbors import LocalOutlierFactor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import OneClassSVM

HERE = Path(__file__).parent
spec = spec_from_file_location("export_sklearn", HERE.parents[1] / "scripts" / "export-sklearn.py")
exporter = module_from_spec(spec)
spec.loader.exec_module(exporter)

random = np.random.default_rng(4)
train = random.normal(size=(500, 4)) * [1, 10, 0.01, 1e6]
train[:, 1] = np.round(train[:, 1])
forest = IsolationForest(
    n_estimators=20, max_samples=64, bootstrap=True, max_features=0.75, contamination=0.05, random_state=4
).fit(train)

# rows as they come, then with a value on a threshold, as float64 and as float32, and beside it
rows = [list(map(float, row)) for row in train[:60] * 1.5]
for estimator, columns in zip(forest.estimators_, forest.estimators_features_):
    tree = estimator.tree_
    for node in np.flatnonzero(tree.children_left != -1)[:3]:
        single = np.float32(tree.threshold[node])
        for value in [tree.threshold[node], single, np.nextafter(single, np.float32(np.inf)), np.nextafter(single, np.float32(-np.inf))]:
            row = list(map(float, train[node]))
            row[columns[tree.feature[node]]] = float(value)
            rows.append(row)

(HERE / "sklearn-forest.json").write_text(json.dumps(exporter.export_model(forest)) + "\n")
(HERE / "sklearn-scores.json").write_text(
    json.dumps(
        {
            "rows": rows,
            "scores": (-forest.score_samples(np.array(rows))).tolist(),
            "outliers": (forest.predict(np.array(rows)) == -1).tolist(),
        }
    )
    + "\n"
)


def write_fitted(name, model, train, rows):
    """The exported model beside what it was fitted on, rows, and what it says of them: higher is stranger."""
    model.fit(train)
    step = model[-1] if hasattr(model, "steps") else model
    (HERE / f"sklearn-{name}.json").write_text(
        json.dumps(
            {
                "exported": exporter.export_model(model),
                "train": train.tolist(),
                "trainingScores": (-step.negative_outlier_factor_).tolist() if hasattr(step, "_lrd") else [],
                "rows": rows.tolist(),
                "scores": (-model.score_samples(rows)).tolist() if hasattr(step, "_lrd") else (-model.decision_function(rows)).tolist(),
                "outliers": (model.predict(rows) == -1).tolist(),
            }
        )
        + "\n"
    )


units = np.array([1, 10, 0.01])
train = np.vstack([random.normal(size=(120, 3)), random.normal(4, 0.3, size=(60, 3))]) * units
rows = np.vstack([train[:15], random.normal(2, 3, size=(60, 3)) * units, [1e5, 0, 0] * units])
write_fitted("local-outlier-factor", LocalOutlierFactor(n_neighbors=10, novelty=True, contamination=0.05), train, rows)
write_fitted("local-outlier-factor-scaled", make_pipeline(StandardScaler(), LocalOutlierFactor(novelty=True)), train, rows)
write_fitted("one-class-svm", OneClassSVM(nu=0.2, tol=1e-9), train, rows)
write_fitted("one-class-svm-scaled", make_pipeline(StandardScaler(), OneClassSVM(nu=0.1, gamma=0.7, tol=1e-9)), train, rows)
