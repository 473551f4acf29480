"""The container of the usual tutorial: Flask and pandas around a scikit-learn model, served by gunicorn."""

import os

import joblib
import pandas as pd
from flask import Flask, jsonify, request

app = Flask(__name__)
forest = joblib.load(os.environ["MODEL_FILE"])


@app.route("/invocations", methods=["POST"])
def invocations():
    rows = pd.DataFrame([instance["features"] for instance in request.get_json()["instances"]])
    scores = -forest.score_samples(rows.values)
    return jsonify({"scores": [{"score": float(score)} for score in scores]})
