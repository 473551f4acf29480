import type { Alert } from '../../../contracts/alert.ts';
import type { Observation } from '../../../contracts/observation.ts';
import { type QuarantinedObservation, quarantineKey } from '../../../contracts/quarantine.ts';
import type { ScoringAnswer } from '../../../lambda/aws/scoring-endpoint.ts';
import type { IncidentItem, IncidentTable } from '../../../lambda/incidents/incident-item.ts';

/** What a write to the incident table replaced by what. */
export interface TableWrite {
  readonly before?: IncidentItem;
  readonly after: IncidentItem;
}

/** DynamoDB, SNS, S3 and an endpoint as they behave when nothing is wrong, and what they have seen. */
export class InMemoryAws {
  readonly items = new Map<string, IncidentItem>();
  readonly tableWrites: TableWrite[] = [];
  readonly published: Alert[] = [];
  readonly objects = new Map<string, readonly QuarantinedObservation[]>();
  readonly requests: Observation['features'][][] = [];

  readonly incidents: IncidentTable = {
    read: async (source) => structuredClone(this.items.get(source)),
    write: async (item) => {
      const before = this.items.get(item.source);
      if ((before?.version ?? 0) !== item.version - 1) return false;
      this.#put(item, before);
      return true;
    },
    clearPending: async (source, alertId) => {
      const before = this.items.get(source);
      if (!before) return;
      const pending = Object.fromEntries(Object.entries(before.pending).filter(([id]) => id !== alertId));
      this.#put({ ...before, version: before.version + 1, pending }, before);
    },
    scan: () => this.#scan(),
  };

  async publish(alert: Alert): Promise<void> {
    this.published.push(alert);
  }

  async quarantine(observations: readonly QuarantinedObservation[]): Promise<void> {
    this.objects.set(quarantineKey(observations), observations);
  }

  /** A model of one feature, `x`: strange from 1 on, its grade x / 10; the other names say what goes wrong with the observation. */
  async invoke(body: Uint8Array): Promise<ScoringAnswer> {
    const { instances } = JSON.parse(new TextDecoder().decode(body)) as { instances: { features: Features }[] };
    const rows = instances.map(({ features }) => features);
    this.requests.push(rows);
    if (rows.some((features) => 'throws' in features)) throw new TypeError('cannot read properties of undefined');
    if (rows.some((features) => 'refused' in features)) return { kind: 'refused', reason: 'do not like it' };
    const scores = rows.map(({ x }) => (x === undefined ? NO_KNOWN_FEATURE : verdictOf(x)));
    if (rows.some((features) => 'garbles' in features)) scores.pop();
    return { kind: 'answered', body: JSON.stringify({ scores }) };
  }

  get quarantined(): QuarantinedObservation[] {
    return [...this.objects.values()].flat();
  }

  #put(item: IncidentItem, before: IncidentItem | undefined): void {
    const after = structuredClone(item);
    this.items.set(item.source, after);
    this.tableWrites.push({ before, after });
  }

  async *#scan(): AsyncGenerator<IncidentItem> {
    for (const item of [...this.items.values()]) yield structuredClone(item);
  }
}

type Features = Readonly<Record<string, number>>;

function verdictOf(x: number) {
  const grade = Math.min(1, Math.max(0, x / 10));
  const usual = { score: 0.5 + grade / 2, threshold: 0.5, anomalous: x >= 1, grade, modelVersion: 'test' };
  if (!usual.anomalous) return usual;
  return { ...usual, contributions: [{ feature: 'x', contribution: 0.1, observed: x }], explanation: `x is ${x}` };
}

const NO_KNOWN_FEATURE = {
  error: { code: 'no_known_feature', path: 'features', message: 'got y, wanted at least one of x' },
};
