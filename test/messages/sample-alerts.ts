import {
  type ActAlert,
  type Alert,
  type DataQualityAlert,
  dataQualitySource,
  type IncidentAlert,
  MODEL_SOURCE,
  type ModelAlert,
  type NoDataAlert,
  type StormAlert,
  stormSource,
} from '../../contracts/alert.ts';
import { withLinks } from '../../messages/links.ts';

const LINKS = {
  region: 'eu-west-1',
  dashboardName: 'Weir-Detection',
  logGroupName: 'Weir-Detection-ConsumerLogs_1-AbCd',
  runbookUrl: 'https://wiki.example.com/pumps?page=alarms',
};
/** When they were published. */
const PUBLISHED_MS = Date.UTC(2026, 10, 20, 3);

export const OPENED: IncidentAlert = {
  version: 1,
  alertId: '0123456789abcdef-opened',
  kind: 'opened',
  incidentId: '0123456789abcdef',
  source: 'pump-7',
  severity: 'high',
  anomalies: 3,
  openedAt: '2026-11-20T02:57:30.000Z',
  anomaly: {
    identity: 'shardId-000000000000:49590338271490256608559692538361571095921575989136588898:0',
    id: 'row-17',
    timestamp: '2026-11-20T02:59:30.000Z',
    labels: { site: 'north', line: '4' },
    features: { temperature: 71.2, pressure: 3.14217, load: null },
    score: 0.71234567,
    threshold: 0.6,
    grade: 0.56,
    surprise: 4.1,
    lane: 'stream',
    stream: { surprise: 3.2, step: 2.9, observations: 1348 },
    imputed: ['load'],
    contributions: [
      {
        feature: 'temperature',
        contribution: 3.2,
        observed: 71.2,
        expected: 60.5,
        direction: 'above',
        usual: { low: 57.9138, high: 63.1207, at: 'hour' },
      },
      { feature: 'pressure', contribution: 1.4, observed: 3.14217, expected: 5, direction: 'below' },
      { feature: 'load', contribution: 0.2, observed: 0.5 },
    ],
    explanation: 'temperature is 71.2; at this hour it is usually 58 to 63',
    modelVersion: 'a1b2c3d4e5f6',
  },
};

export const NO_DATA: NoDataAlert = {
  version: 1,
  alertId: 'abc-no-data',
  kind: 'no_data',
  incidentId: 'abc',
  source: 'pump-3',
  severity: 'medium',
  since: '2026-11-20T02:45:00.000Z',
  noticedAt: '2026-11-20T02:57:00.000Z',
  usualSeconds: 10,
};

export const STORM: StormAlert = {
  version: 1,
  alertId: 'def-storm-1',
  kind: 'storm',
  incidentId: 'def',
  source: stormSource(),
  severity: 'critical',
  openedAt: '2026-11-20T02:45:00.000Z',
  noticedAt: '2026-11-20T02:46:00.000Z',
  sources: 13,
  toldAlone: ['pump-3'],
  members: 12,
  ended: 1,
  alike: { 'temperature above': 12 },
  heldBack: 12,
  since: '2026-11-20T02:45:10.000Z',
  severities: { critical: 1, medium: 11 },
  worst: [
    { source: 'pump-9', incidentId: '9', severity: 'critical', kind: 'worsened', why: 'temperature is 71.2, not 62' },
    { source: 'pump-4', incidentId: '4', severity: 'medium', kind: 'opened' },
  ],
};

const ACKNOWLEDGED: ActAlert = {
  version: 1,
  alertId: '0123456789abcdef-acknowledged-1795143600000',
  kind: 'acknowledged',
  incidentId: '0123456789abcdef',
  source: 'pump-7',
  severity: 'high',
  about: 'anomalies',
  at: '2026-11-20T03:00:00.000Z',
  by: 'arn:aws:iam::123456789012:user/ann',
  why: 'on my way',
};

export const DATA_QUALITY: DataQualityAlert = {
  version: 1,
  alertId: 'data-quality-2026-11-20T03:00:00.000Z',
  kind: 'data_quality',
  about: 'quarantine',
  source: dataQualitySource('quarantine'),
  severity: 'high',
  observations: 200,
  quarantined: 150,
  reason: { code: 'no_known_feature', count: 140, message: 'got temp, wanted at least one of temperature' },
  example: { identity: 'shardId-000000000000:5:0', data: '"{\\"temp\\":20}"' },
  unknownNames: ['temp', 'hum'],
  detectedAt: '2026-11-20T03:00:00.000Z',
};

export const MODEL: ModelAlert = {
  version: 1,
  alertId: 'model-candidate-aaaaaaaaaaaa',
  kind: 'model',
  about: 'candidate',
  source: MODEL_SOURCE,
  severity: 'low',
  model: 'aaaaaaaaaaaa',
  beside: 'bbbbbbbbbbbb',
  why: 'learning is set to propose',
  detectedAt: '2026-11-20T03:00:00.000Z',
};

/** As whoever speaks through a name would have it: of each markup, and of none. */
export const HOSTILE_NAME =
  'pump-7 <!channel> <@U1> <https://evil.example|click> [click](https://evil.example) **bold** <b>x</b> {{DATE()}}\r\nBcc: all\u202e\u0000[closed]';

const ADVICE = { text: 'call the plant, then close valve 4', link: 'https://wiki.example.com/valve 4' };

/** One of each kind that is published, and one in which all names are hostile. */
export const SAMPLES: Readonly<Record<string, Alert>> = {
  opened: withLinks({ ...OPENED, advice: ADVICE }, LINKS, PUBLISHED_MS),
  worsened: { ...OPENED, kind: 'worsened', alertId: '0123456789abcdef-worsened-critical', severity: 'critical' },
  changed: { ...OPENED, kind: 'changed', alertId: '0123456789abcdef-changed-1', changedFrom: 'pressure below' },
  further: { ...OPENED, kind: 'changed', alertId: '0123456789abcdef-changed-2', further: 'temperature above' },
  resumed: { ...OPENED, kind: 'resumed', alertId: '0123456789abcdef-resumed-1' },
  reminder: { ...OPENED, kind: 'reminder', alertId: '0123456789abcdef-reminder-1' },
  escalated: { ...OPENED, alertId: '0123456789abcdef-escalated', escalated: true },
  resolved: {
    ...OPENED,
    ...{ kind: 'closed', alertId: '0123456789abcdef-closed' },
    resolved: { by: 'ann', resolution: 'false-alarm', why: 'a valve was tested' },
  },
  acknowledged: withLinks(ACKNOWLEDGED, LINKS, PUBLISHED_MS),
  acknowledged_to_others: { ...ACKNOWLEDGED, alertId: `${ACKNOWLEDGED.alertId}-escalated`, escalated: true },
  acknowledged_storm: {
    ...ACKNOWLEDGED,
    ...{ alertId: 'def-acknowledged-1795143600000', incidentId: 'def', source: stormSource(), about: 'storm' },
  },
  resolved_silence: {
    ...ACKNOWLEDGED,
    ...{ kind: 'resolved', alertId: 'abc-resolved-1795143600000', incidentId: 'abc', source: 'pump-3' },
    ...{ about: 'silence', resolution: 'planned', why: 'taken out of service' },
  },
  closed: { ...OPENED, kind: 'closed', alertId: '0123456789abcdef-closed' },
  test: { ...OPENED, test: true, anomalies: 0, alertId: '0123456789abcdef-test' },
  no_data: withLinks(NO_DATA, LINKS, PUBLISHED_MS),
  data_again: { ...NO_DATA, kind: 'data_again', alertId: 'abc-data-again' },
  storm: withLinks(STORM, LINKS, PUBLISHED_MS),
  storm_escalated: { ...STORM, alertId: 'def-escalated', escalated: true },
  storm_over: { ...STORM, kind: 'storm_over', alertId: 'def-storm-over', ended: 12 },
  data_quality: withLinks(DATA_QUALITY, LINKS, PUBLISHED_MS),
  model: withLinks(MODEL, LINKS, PUBLISHED_MS),
  hostile: hostileAlert(HOSTILE_NAME),
};

/** An alert that says the same of a source of another name, whose every part is called so. */
export function hostileAlert(name: string): IncidentAlert {
  return {
    ...OPENED,
    source: name,
    advice: { text: name, link: 'https://wiki.example.com/' },
    anomaly: {
      ...OPENED.anomaly,
      id: name,
      labels: { [name]: name },
      explanation: name,
      imputed: [],
      contributions: [{ feature: name, contribution: 1, observed: 1 }],
    },
  };
}
