import type { Settings } from '../settings/settings-schema.ts';

/** Who scores: `serverless`, `function`, or an instance type like `ml.m5.large`. */
export type ScoringWay = string;

const INSTANCE_TYPE = 'ml.m5.large';

/** The way that settings choose. */
export function scoringWayOf({ scoring, endpoint, endpointInstanceType }: Settings): ScoringWay {
  if (scoring === 'function') return 'function';
  return endpoint === 'serverless' ? 'serverless' : (endpointInstanceType ?? INSTANCE_TYPE);
}

/** The settings as they are, but for who scores. */
export function scoredBy(settings: Settings, way: ScoringWay): Settings {
  const { endpointInstanceType: _, ...others } = settings;
  if (way === 'function') return { ...others, scoring: 'function' };
  if (way === 'serverless') return { ...others, scoring: 'endpoint', endpoint: 'serverless' };
  return { ...others, scoring: 'endpoint', endpoint: 'real-time', endpointInstanceType: way };
}

/** The three that people choose between, that of the settings among them. */
export function waysBeside(way: ScoringWay): readonly ScoringWay[] {
  return ['function', 'serverless', way.startsWith('ml.') ? way : INSTANCE_TYPE];
}
