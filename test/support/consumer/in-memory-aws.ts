import type { Alert } from '../../../contracts/alert.ts';
import type { CanaryOutcome } from '../../../contracts/canary.ts';
import type { Observation } from '../../../contracts/observation.ts';
import { type QuarantinedObservation, quarantineKey } from '../../../contracts/quarantine.ts';
import { type DueRules, dueMsOf } from '../../../incidents/due-time.ts';
import type { Due, IncidentItem, IncidentStore, KeptAlert } from '../../../incidents/incident-item.ts';
import type { ScoringAnswer } from '../../../lambda/aws/scoring-endpoint.ts';
import type { RecordNote, RecordNotes } from '../../../lambda/consumer/head-record.ts';
import type { KnownCanaries } from '../../../lambda/consumer/ports.ts';
import { InMemoryHistory } from './in-memory-history.ts';
import { InMemorySourceState } from './in-memory-source-state.ts';
import { pointerTo, TEST_MODEL } from './pointers.ts';
import { SETTINGS } from './settings.ts';

/** What a write to the incident table replaced by what. */
export interface TableWrite {
  readonly before?: IncidentItem;
  readonly after: IncidentItem;
}

/** DynamoDB, SNS, S3 and an endpoint as they behave when nothing is wrong, and what they have seen. */
export class InMemoryAws {
  readonly items = new Map<string, IncidentItem>();
  readonly tableWrites: TableWrite[] = [];
  /** By `SOURCE/ALERT_ID`. */
  readonly keptAlerts = new Map<string, KeptAlert>();
  readonly recordNotes = new Map<string, RecordNote>();
  readonly history = new InMemoryHistory();
  readonly sourceState = new InMemorySourceState();
  /** By which the sweeper's index knows what is due. */
  dueRules: DueRules = SETTINGS;
  createdMs = Date.parse('2026-01-01T00:00:00Z');
  /** Which model judges, as the registry has it. */
  pointer = pointerTo(TEST_MODEL);
  readonly models = { pointer: async () => this.pointer };
  readonly published: Alert[] = [];
  readonly objects = new Map<string, readonly QuarantinedObservation[]>();
  readonly requests: Observation['features'][][] = [];

  readonly incidents: IncidentStore = {
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
    noteHeldBack: async (source, incidentId, isOver) => {
      const before = this.items.get(source);
      const others = before?.heldBack?.filter((one) => one !== incidentId) ?? [];
      const heldBack = isOver ? others : [...others, incidentId];
      if (before) this.#put({ ...before, version: before.version + 1, heldBack }, before);
    },
    keepAlert: async (kept) => {
      this.keptAlerts.set(`${kept.source}/${kept.alert.alertId}`, structuredClone(kept));
    },
    takeOnAlert: async (source, alertId, nowMs, untilMs) => {
      const kept = this.keptAlerts.get(`${source}/${alertId}`);
      if (kept?.dueMs === undefined || kept.dueMs > nowMs) return undefined;
      this.keptAlerts.set(`${source}/${alertId}`, { ...kept, dueMs: untilMs });
      return kept.alert;
    },
    forgetAlert: async (source, alertId) => {
      this.keptAlerts.delete(`${source}/${alertId}`);
    },
    due: (nowMs) => this.#due(nowMs),
  };

  /** By nonce, what became of those that were put. */
  readonly putCanaries = new Map<string, CanaryOutcome | undefined>();
  readonly canaries: KnownCanaries = {
    has: async (nonce) => this.putCanaries.has(nonce),
    settle: async (nonce, outcome) => {
      if (this.putCanaries.has(nonce)) this.putCanaries.set(nonce, outcome);
    },
  };

  readonly notes: RecordNotes = {
    read: async (record) => this.recordNotes.get(record),
    write: async (record, note) => {
      this.recordNotes.set(record, note);
    },
    clear: async (record) => {
      this.recordNotes.delete(record);
    },
  };

  readonly streamCreationMs = async (): Promise<number> => this.createdMs;

  async publish(alert: Alert): Promise<void> {
    this.published.push(alert);
  }

  readonly publishedToOthers: Alert[] = [];

  async publishEscalation(alert: Alert): Promise<void> {
    this.publishedToOthers.push(alert);
  }

  async quarantine(observations: readonly QuarantinedObservation[]): Promise<void> {
    this.objects.set(quarantineKey(observations), observations);
  }

  /** The value of `x` from which on the model finds it strange. */
  strangeFrom = 1;

  /** A model of one feature, `x`, its grade x / 10; the other names say what goes wrong with the observation. */
  async invoke(body: Uint8Array): Promise<ScoringAnswer> {
    const { instances } = JSON.parse(new TextDecoder().decode(body)) as { instances: { features: Features }[] };
    const rows = instances.map(({ features }) => features);
    this.requests.push(rows);
    if (rows.some((features) => 'throws' in features)) throw new TypeError('cannot read properties of undefined');
    if (rows.some((features) => 'refused' in features)) return { kind: 'refused', reason: 'do not like it' };
    const scores = rows.map(({ x }) => (x === undefined ? NO_KNOWN_FEATURE : verdictOf(x, this.strangeFrom)));
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

  async *#due(nowMs: number): AsyncGenerator<Due> {
    for (const item of [...this.items.values()]) {
      const dueMs = dueMsOf(item, this.dueRules);
      if (dueMs !== undefined && dueMs <= nowMs) yield { source: item.source };
    }
    for (const { source, alert, dueMs } of [...this.keptAlerts.values()]) {
      if (dueMs !== undefined && dueMs <= nowMs) yield { source, alertId: alert.alertId };
    }
    for (const incidentId of this.history.due(nowMs)) yield { incidentId };
  }
}

type Features = Readonly<Record<string, number>>;

function verdictOf(x: number, strangeFrom: number) {
  const grade = Math.min(1, Math.max(0, x / 10));
  const usual = { score: 0.5 + grade / 2, threshold: 0.5, anomalous: x >= strangeFrom, grade, modelVersion: 'test' };
  if (!usual.anomalous) return usual;
  return { ...usual, contributions: [{ feature: 'x', contribution: 0.1, observed: x }], explanation: `x is ${x}` };
}

const NO_KNOWN_FEATURE = {
  error: { code: 'no_known_feature', path: 'features', message: 'got y, wanted at least one of x' },
};
