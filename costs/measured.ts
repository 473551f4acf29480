/**
 * What the deployed bundles call and write, counted on the local cloud on 2026-11-28 by
 * `npm run load -- --rate 116 --shards 1 --seconds 90 -c openingEvidence=1`, and CPU from `npm run bench` on a core of
 * 2.5 GHz.
 */
export const MEASURED = {
  /** From the end of one batch's window to the next: the window of a second, and what lies between. */
  batchEverySeconds: 1.14,
  /** Of the item that says how far a shard is: units are calls. */
  stateReadsPerBatch: 1,
  stateWritesPerBatch: 1.02,
  /** As if each anomaly opened an incident and was told: 57 reads and 104 writes for 26 of them. */
  incidentReadsPerAnomaly: 2.2,
  /** Four writes; in units three times as many, for items above 1 KB and their indexes. */
  incidentWriteUnitsPerAnomaly: 12,
  /** The sweeper's queries and scans in a run. */
  readsPerSweep: 5,
  /** Of the lines about a batch, its metrics among them, and of those about an anomaly that is told, bytes. */
  logBytesPerBatch: 1650,
  logBytesPerAnomaly: 1200,
  /** Metrics that are written all the time; others cost in the hours in which something happens. */
  consumerMetrics: 11,
  sourceStateMetrics: 4,
  learningMetrics: 4,
  canaryMetrics: 3,
  /** Bytes of a request and of an answer about one usual observation of five features, at most about. */
  requestBytesPerObservation: 190,
  answerBytesPerObservation: 170,
  /** Decoding, the past of its source, deciding: microseconds of a core. */
  consumerUsPerObservation: 8,
  /** Scoring, microseconds of a core: in the container, and in the function, which packs and reads, too. */
  containerUsPerObservation: 0.4,
  functionUsPerObservation: 2,
} as const;

/** What only AWS could show: nobody has measured it there yet. Milliseconds. */
export const ASSUMED = {
  /** One answer of DynamoDB. */
  tableMs: 8,
  /** Around the handler: the event is read, the answer sent. */
  invocationMs: 4,
  /** One answer of an endpoint that is awake, beside its computing. */
  serverlessMs: 60,
  instanceMs: 15,
  /** Of it what a serverless endpoint bills. */
  serverlessBilledMs: 25,
  /** Counting and telling one anomaly. */
  anomalyMs: 40,
  /** Incidents: one for so many anomalies, and so many messages about each. */
  anomaliesPerIncident: 10,
  messagesPerIncident: 2,
} as const;
