import type { Contribution, Severity } from '../../contracts/verdict.ts';
import { collectRows } from '../../report/collect-rows.ts';
import { EVENT_OUTCOMES } from '../../report/events.ts';
import type { ReportData, ReportIncident, StrangeObservation } from '../../report/report-data.ts';

export interface SampleOptions {
  readonly rows: number;
  readonly features?: readonly string[];
  readonly sources?: readonly string[];
  /** Whether a band of what was expected stands behind each value. */
  readonly hasPast?: boolean;
}

const START_MS = Date.UTC(2026, 10, 1);
const MINUTE_MS = 60_000;
const LANES = ['row', 'stream', 'step'] as const;
const SEVERITIES: readonly Severity[] = ['low', 'medium', 'high', 'critical'];

/** A complete report over made-up rows: waves with noise, and a spike in one feature of every 50th row. */
export function sampleReport({
  rows,
  features = ['temperature', 'pressure', 'flow'],
  sources = ['pump-1', 'pump-2'],
  hasPast = false,
}: SampleOptions): ReportData {
  const random = seeded(7);
  const collector = collectRows(features);
  const incidents: ReportIncident[] = [];
  for (let row = 0; row < rows; row++) {
    const timestampMs = START_MS + row * MINUTE_MS;
    const source = sources[row % sources.length];
    const values = features.map((_, f) => 20 * f + 8 * Math.sin(row / (400 + 90 * f)) + random() + random() + random());
    const strange = row % 50 === 25;
    const spiked = Math.floor(random() * features.length);
    if (strange) values[spiked] += 20 + 20 * random();
    const score = strange ? 0.57 + 0.25 * random() : 0.35 + 0.2 * random() * random();
    const anomalous = score > 0.6;
    const grade = anomalous ? (score - 0.6) / 0.22 : 0;
    const contributions = features
      .map(
        (feature, f): Contribution => ({
          feature,
          contribution: f === spiked ? 0.2 : 0.02 * random(),
          observed: values[f],
          expected: 20 * f,
          direction: values[f] > 20 * f ? 'above' : 'below',
        }),
      )
      .sort((a, b) => b.contribution - a.contribution);
    const index = collector.add({
      features: values,
      source,
      timestampMs,
      score,
      threshold: 0.6,
      grade,
      anomalous,
      lane: LANES[row % 3],
      contributions,
      strange,
      usual: hasPast ? new Map(features.map((name, f) => [name, { low: 20 * f - 8, high: 20 * f + 12 }])) : undefined,
    });
    if (!anomalous) continue;
    const worst: StrangeObservation = {
      index,
      source,
      timestampMs,
      id: `row-${row}`,
      score,
      threshold: 0.6,
      grade,
      // a sensor that says nothing now and then
      imputed: row % 400 === 25 ? [contributions[1].feature] : undefined,
      contributions,
      explanation: `${features[spiked]} is ${values[spiked].toFixed(1)}, usually about ${20 * spiked} when the others are as they are; 84 % of what is strange here`,
    };
    incidents.push({
      incidentId: `incident-${row}`,
      severity: SEVERITIES[Math.min(3, Math.floor(grade * 4))],
      openedAtMs: timestampMs,
      lastAtMs: timestampMs + Math.floor(random() * 5) * MINUTE_MS,
      anomalies: 1 + Math.floor(random() * 4),
      alerts: 1,
      worst,
    });
  }
  return {
    title: 'Pumps, November',
    subject: 'sample.csv',
    madeAtMs: START_MS,
    modelVersion: '5b1d9e7a40c2',
    figures: {
      rows,
      anomalies: incidents.length,
      incidents: incidents.length,
      alerts: incidents.length,
      quarantined: 0,
      lost: 0,
    },
    rows: collector.rows(),
    incidents,
    explained: incidents.map(({ worst }) => worst).slice(0, 500),
    events: incidents.map(({ worst, openedAtMs, lastAtMs, severity, anomalies }, i) => {
      const { source, explanation } = worst;
      const alarm = { source, fromMs: openedAtMs, toMs: lastAtMs, severity, anomalies, explanation };
      const outcome = EVENT_OUTCOMES[i % 3];
      return { ...alarm, outcome, alarms: outcome === 'missed' ? [] : [alarm] };
    }),
    quality: {
      precision: 0.97,
      recall: 0.88,
      f1: 0.923,
      rocAuc: 0.996,
      averagePrecision: 0.971,
      truePositives: incidents.length,
      falsePositives: 3,
      falseNegatives: 21,
      trueNegatives: rows - incidents.length - 24,
    },
    latency: {
      p50: 880,
      p95: 1450,
      p99: 1720,
      samplesMs: Float64Array.from({ length: 500 }, () => 300 + 500 * (random() + random() + random())),
    },
  };
}

/** Mulberry32: small, and the same everywhere. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
