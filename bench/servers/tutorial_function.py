"""What tutorials deploy behind a Kinesis stream: each record is decoded, sent to the endpoint, and a strange one printed.

python3 tutorial_function.py EVENTS OBSERVATIONS: takes each line of the file as an event, and prints the seconds of CPU for one of
the observations. The endpoint answers at once, as it does on the other side.
"""
import base64
import io
import json
import sys
import time

ANSWER = json.dumps({"scores": [{"score": 0.4312, "threshold": 0.6127, "anomalous": False}]}).encode()


class Runtime:
    def invoke_endpoint(self, EndpointName, ContentType, Body):
        return {"Body": io.BytesIO(ANSWER)}


runtime = Runtime()


def handler(event, context):
    for record in event["Records"]:
        payload = json.loads(base64.b64decode(record["kinesis"]["data"]).decode("utf-8"))
        body = json.dumps({"instances": [{"features": list(payload["features"].values())}]})
        response = runtime.invoke_endpoint(EndpointName="bench", ContentType="application/json", Body=body)
        result = json.loads(response["Body"].read().decode())
        score = result["scores"][0]["score"]
        if score > 0.6127:
            print(f"Anomaly detected: {payload}, score {score}")
    return {"statusCode": 200}


if __name__ == "__main__":
    with open(sys.argv[1]) as events:
        lines = events.readlines()
    handler(json.loads(lines[0]), None)
    before = time.process_time()
    for line in lines:
        handler(json.loads(line), None)
    print((time.process_time() - before) / int(sys.argv[2]))
