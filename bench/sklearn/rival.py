"""scikit-learn at the other end of a pipe: a JSON line in, what to do; a JSON line out, the CPU seconds that it took.

Driven by bench/sklearn/sklearn-rival.ts.
"""

import json
import os
import sys
import time

import joblib
import numpy as np
from sklearn.ensemble import IsolationForest
from sklearn.neighbors import LocalOutlierFactor
from sklearn.svm import OneClassSVM

MODELS = {
    "isolation-forest": lambda seed: IsolationForest(n_estimators=100, max_samples=256, random_state=seed),
    "local-outlier-factor": lambda seed: LocalOutlierFactor(novelty=True),
    "one-class-svm, nu .1": lambda seed: OneClassSVM(nu=0.1),
    "one-class-svm, nu .5": lambda seed: OneClassSVM(nu=0.5),
}

rows = model = None
for line in sys.stdin:
    request = json.loads(line)
    started = time.process_time()
    answer = {}
    if request["do"] == "load":
        rows = np.fromfile(request["file"], dtype="<f8").reshape(-1, request["features"])
    elif request["do"] == "fit":
        model = MODELS[request["model"]](request["seed"]).fit(rows)
    elif request["do"] == "score":
        model.score_samples(rows)
    answer["cpuSeconds"] = time.process_time() - started
    if request["do"] == "save":
        path = request["file"]
        joblib.dump(model, path)
        answer["bytes"] = os.path.getsize(path)
    print(json.dumps(answer), flush=True)
