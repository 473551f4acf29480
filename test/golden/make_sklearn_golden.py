"""Makes sklearn-forest.json and sklearn-scores.json beside itself, with scripts/export-sklearn.py and scikit-learn 1.2.1.

    python3 test/golden/make_sklearn_golden.py
"""

import json
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np
from sklearn.ensemble import IsolationForest

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

(HERE / "sklearn-forest.json").write_text(json.dumps(exporter.export_forest(forest)) + "\n")
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
