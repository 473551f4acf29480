import { mappingRoom } from './mapping-room.ts';
import type { Settings } from './settings-schema.ts';

/** Settings that are each right and together make a flood, a hole or something that AWS does not have. */
export function conflicts(settings: Settings): string[] {
  return [
    ...streamConflicts(settings),
    ...orderConflicts(settings),
    ...sourceStateConflicts(settings),
    ...escalationConflicts(settings),
    ...budgetConflicts(settings),
    ...telemetryConflicts(settings),
    ...endpointConflicts(settings),
  ];
}

function streamConflicts(settings: Settings): string[] {
  const { streamArn, streamMode, shards, maxRecordAgeHours, streamRetentionHours } = settings;
  const problems: string[] = [];
  if (maxRecordAgeHours >= streamRetentionHours) {
    problems.push(
      `maxRecordAgeHours (${maxRecordAgeHours}) must be below streamRetentionHours (${streamRetentionHours}): otherwise records expire in the stream before they are given up, and are lost`,
    );
  }
  const ofOurs = { streamMode, shards };
  for (const [name, value] of Object.entries(ofOurs)) {
    if (streamArn && value !== undefined)
      problems.push(`${name} is for a stream of our own: remove it, or remove streamArn`);
  }
  const ofTheirs = { startAt: settings.startAt, streamKeyArn: settings.streamKeyArn };
  for (const [name, value] of Object.entries(ofTheirs)) {
    if (!streamArn && value !== undefined)
      problems.push(`${name} is for an existing stream: add streamArn, or remove it`);
  }
  if (streamMode === 'on-demand' && shards !== undefined) {
    problems.push('shards is for a provisioned stream: an on-demand stream chooses its own, remove it or streamMode');
  }
  return problems;
}

function orderConflicts({ parallelization, partitionKeyIsSource, source, sourceState }: Settings): string[] {
  if (partitionKeyIsSource && source === 'stream') {
    return [
      'partitionKeyIsSource says that partition keys are sources, and source=stream that they are none: remove one',
    ];
  }
  if (parallelization === 1) return [];
  if (sourceState === 'on') {
    return [
      `parallelization (${parallelization}) would have several batches of a shard learn at once, and what is known of a source depends on the order: set it to 1 and add shards, or set sourceState=off`,
    ];
  }
  if (partitionKeyIsSource) return [];
  return [
    `parallelization (${parallelization}) would handle one source's records out of order: set it to 1, or say partitionKeyIsSource=true when every producer uses the source as partition key`,
  ];
}

const SOURCE_STATE_ONLY = [
  'sensitivity',
  'tellWhileLearning',
  'silence',
  'counters',
  'derive',
  'timeZone',
  'maxSourceFeatures',
  'sourceRetentionDays',
] as const;

/** Below it the consumer would read every batch a second time, since records may have been given up before it. */
const LEAST_RECORD_AGE_HOURS = 0.5;

function sourceStateConflicts(settings: Settings): string[] {
  const { sourceState, maxRecordAgeHours } = settings;
  if (sourceState === 'off') {
    const without = SOURCE_STATE_ONLY.filter((name) => settings[name] !== undefined);
    return without.map((name) => `${name} is for sources with a past: set sourceState=on, or remove ${name}`);
  }
  if (maxRecordAgeHours >= LEAST_RECORD_AGE_HOURS) return [];
  return [
    `maxRecordAgeHours (${maxRecordAgeHours}) must be at least ${LEAST_RECORD_AGE_HOURS} with sourceState=on, which learns also from records that are given up: set it higher, or set sourceState=off`,
  ];
}

function escalationConflicts({ escalateAfterMinutes, escalationEmail, alerting }: Settings): string[] {
  if (escalateAfterMinutes === undefined) {
    return escalationEmail === undefined
      ? []
      : [
          'escalationEmail hears of what nobody acknowledged: say after how long with escalateAfterMinutes, or remove it',
        ];
  }
  return alerting === 'alert'
    ? []
    : ['escalateAfterMinutes is for incidents that people are told of: set alerting=alert, or remove it'];
}

function telemetryConflicts(settings: Settings): string[] {
  const { otlpEndpoint, otlpHeadersSecret, otlpLayerArn, mapping } = settings;
  if (otlpEndpoint === undefined) {
    return Object.entries({ otlpHeadersSecret, otlpLayerArn })
      .filter(([, value]) => value !== undefined)
      .map(([name]) => `${name} is for what is exported: say where to with otlpEndpoint, or remove ${name}`);
  }
  const room = mappingRoom(settings);
  return Buffer.byteLength(JSON.stringify(mapping)) <= room
    ? []
    : [`mapping must be at most ${room} bytes of JSON beside otlpEndpoint, which is what a function takes`];
}

/** AWS mails at most so many people about one threshold of a budget. */
const MOST_BUDGET_EMAILS = 10;

function budgetConflicts({ monthlyBudgetUsd, alertEmail }: Settings): string[] {
  if (monthlyBudgetUsd === undefined) return [];
  if (alertEmail.length === 0)
    return ['monthlyBudgetUsd tells those of alertEmail: set it, or remove monthlyBudgetUsd'];
  return alertEmail.length <= MOST_BUDGET_EMAILS
    ? []
    : [
        `monthlyBudgetUsd tells ${MOST_BUDGET_EMAILS} people at most, and alertEmail has ${alertEmail.length}: name a list's address, or remove monthlyBudgetUsd`,
      ];
}

const SERVERLESS_ONLY = ['endpointMemoryMb', 'endpointMaxConcurrency'] as const;
const REAL_TIME_ONLY = [
  'endpointInstanceType',
  'endpointInstances',
  'endpointMaxInstances',
  'canaryPercent',
  'endpointSubnetIds',
  'endpointSecurityGroupIds',
  'dataCapturePercent',
] as const;

function endpointConflicts(settings: Settings): string[] {
  const { scoring, endpoint } = settings;
  if (scoring === 'function') {
    const set = ['fallback', ...SERVERLESS_ONLY, ...REAL_TIME_ONLY] as const;
    const names = set.filter((name) => settings[name] !== undefined);
    const foreign = endpoint === 'serverless' ? names : ['endpoint', ...names];
    return foreign.map((name) => `${name} is for an endpoint: set scoring=endpoint, or remove ${name}`);
  }
  const foreign = endpoint === 'serverless' ? REAL_TIME_ONLY : SERVERLESS_ONLY;
  const other = endpoint === 'serverless' ? 'real-time' : 'serverless';
  const problems = foreign
    .filter((name) => settings[name] !== undefined)
    .map((name) => `${name} needs endpoint=${other}: a ${endpoint} endpoint cannot have it`);
  return endpoint === 'serverless' ? problems : [...problems, ...instanceConflicts(settings)];
}

function instanceConflicts(settings: Settings): string[] {
  const { endpointInstanceType, endpointInstances = 1, canaryPercent } = settings;
  const { endpointMaxInstances = endpointInstances } = settings;
  const problems: string[] = [];
  if (endpointMaxInstances < endpointInstances) {
    problems.push(
      `endpointMaxInstances (${endpointMaxInstances}) must not be below endpointInstances (${endpointInstances})`,
    );
  }
  if (endpointMaxInstances > endpointInstances && endpointInstanceType?.startsWith('ml.t2.')) {
    problems.push(
      `endpointMaxInstances needs an endpointInstanceType other than ${endpointInstanceType}: t2 instances have no autoscaling, take ml.m5.large`,
    );
  }
  if (canaryPercent !== undefined && endpointInstances < 2) {
    problems.push(
      `canaryPercent needs endpointInstances of 2 or more, got ${endpointInstances}: one instance cannot be divided`,
    );
  }
  if ((settings.endpointSubnetIds === undefined) !== (settings.endpointSecurityGroupIds === undefined)) {
    problems.push('endpointSubnetIds and endpointSecurityGroupIds go together: set both, or neither');
  }
  return problems;
}
