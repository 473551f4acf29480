import { setTimeout as sleep } from 'node:timers/promises';
import type { ConsumerSettings } from '../../contracts/function-settings.ts';
import { readLinks } from '../environment.ts';
import { publishingGate } from '../publishing-gate.ts';
import { endpointScoring } from '../scoring/endpoint.ts';
import { lazyInvoke } from './lazy-invoke.ts';
import { lazySourceState } from './lazy-source-state.ts';
import { once } from './once.ts';
import type { Archive, Ports, Report } from './ports.ts';
import type { KeptSamples } from './shard-sample.ts';

/**
 * The ports to AWS. Each client is loaded when it is first needed: most batches need only the endpoint and the
 * pointer to the model, and a cold start should load no more.
 *
 * @param onScoringCall hears how long each scoring request took
 */
export function lazyPorts(
  settings: ConsumerSettings,
  report: Report,
  onScoringCall: (latencyMs: number) => void,
): Omit<Ports, 'remainingMs'> {
  const { alertTopicArn, incidentTableName: tableName, quarantineBucketName, cooldownMs, remindAfterMs } = settings;
  const { modelBucketName, maxRequestBytes } = settings;
  const registry = once(async () => (await import('../aws/model-registry.ts')).registeredModels(modelBucketName));
  const table = once(async () =>
    (await import('../aws/incident-table.ts')).incidentTable({ tableName, cooldownMs, remindAfterMs, now: Date.now }),
  );
  const rules = once(async () => (await import('../aws/rules-object.ts')).rulesObject(modelBucketName));
  const mutes = once(async () => (await import('../aws/mutes.ts')).keptMutes(tableName));
  const history = once(async () =>
    (await import('../aws/incident-history.ts')).incidentHistory(tableName, settings.historyDays),
  );
  const notes = once(async () => (await import('../aws/record-notes.ts')).recordNotes(tableName, Date.now));
  const canaries = once(async () => (await import('../aws/canary-items.ts')).canaryItems(tableName));
  const creation = once(async () => (await import('../aws/stream-creation.ts')).streamCreation());
  const topic = once(async () => {
    const links = readLinks(process.env, settings);
    const publish = (await import('../aws/alert-topic.ts')).alertTopic(alertTopicArn, links);
    const { recordedPublish } = await import('../../history/recorded-publish.ts');
    return recordedPublish({ history: await history(), publish, now: Date.now }, settings.escalateAfterMinutes);
  });
  const counted = once(async () => {
    const { readForCounting } = await import('../aws/incident-history.ts');
    return readForCounting((await table()).read, await history());
  });
  const bucket = once(async () => (await import('../aws/quarantine-bucket.ts')).quarantineBucket(quarantineBucketName));
  const { invoke, invokeShadow } = lazyInvoke(settings, report, async (identity) =>
    (await registry()).archiveOf(identity),
  );
  const scoring = {
    timeoutMs: settings.scoringTimeoutMs,
    maxRequestBytes,
    maxConcurrentRequests: settings.maxConcurrentRequests,
    now: Date.now,
  };
  const incidents: Ports['incidents'] = {
    read: async (source) => (await table()).read(source),
    write: async (item) => (await table()).write(item),
    clearPending: async (source, alertId) => (await table()).clearPending(source, alertId),
    noteHeldBack: async (...what) => (await table()).noteHeldBack(...what),
    keepAlert: async (alert) => (await table()).keepAlert(alert),
  };
  const gate = publishingGate(incidents, settings.messagesPerMinute);
  const recorded = once(async () => {
    const { recordedGate } = await import('../../history/recorded-gate.ts');
    return recordedGate({ history: await history(), gate, now: Date.now });
  });
  return {
    score: endpointScoring({ ...scoring, invoke, onCall: onScoringCall }),
    scoreShadow: endpointScoring({ ...scoring, invoke: invokeShadow, onCall: () => {} }),
    models: { pointer: async () => (await registry()).pointer() },
    incidents: { ...incidents, read: async (source) => (await counted())(source) },
    gate: { ask: async (...what) => (await recorded()).ask(...what), settle: (alert) => gate.settle(alert) },
    notes: {
      read: async (record) => (await notes()).read(record),
      write: async (record, note) => (await notes()).write(record, note),
      clear: async (record) => (await notes()).clear(record),
    },
    canaries: {
      has: async (nonce) => (await canaries()).has(nonce),
      settle: async (nonce, outcome) => (await canaries()).settle(nonce, outcome),
    },
    streamCreationMs: async (streamArn) => (await creation())(streamArn),
    publish: async (alert) => (await topic())(alert),
    quarantine: async (observations) => (await bucket())(observations),
    sourceState: settings.sourceState && lazySourceState(settings.sourceState),
    samples: settings.learning === 'off' ? undefined : lazySamples(settings.modelBucketName),
    archive: settings.archive && lazyArchive(settings.archive),
    rules: {
      object: async () => (await rules())(),
      mutes: async () => (await mutes())(),
      card: async (identity) => (await registry()).cardOf(identity),
    },
    report,
    now: Date.now,
    sleep: (ms) => sleep(ms),
    random: Math.random,
  };
}

function lazyArchive(places: NonNullable<ConsumerSettings['archive']>): Archive {
  const opened = once(async () => {
    const [{ archiving }, { archivePlaces }] = await Promise.all([
      import('./archive-verdicts.ts'),
      import('../aws/archive-places.ts'),
    ]);
    return archiving(archivePlaces(places));
  });
  return async (...finished) => (await opened())(...finished);
}

function lazySamples(bucketName: string): KeptSamples {
  const bucket = once(async () => (await import('../aws/kept-samples.ts')).keptSamples(bucketName));
  return {
    read: async (shardId) => (await bucket()).read(shardId),
    write: async (shardId, bytes, version) => (await bucket()).write(shardId, bytes, version),
  };
}
