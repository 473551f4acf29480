import { parentPort, workerData } from 'node:worker_threads';

const { detector, bytes, rows, count } = workerData;
const { [detector.name]: Class } = await import(detector.file);
parentPort!.postMessage(Class.decode(bytes).score(rows, count));
