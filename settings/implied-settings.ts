import { readDuration } from '../contracts/duration.ts';
import type { Settings } from './settings-schema.ts';

/** Whether the function scores while the endpoint is away. */
export function hasFallback({ scoring, endpoint, fallback }: Pick<Settings, 'scoring' | 'endpoint' | 'fallback'>) {
  return scoring === 'endpoint' && (fallback ?? (endpoint === 'serverless' ? 'on' : 'off')) === 'on';
}

/** How often people are reminded, milliseconds; undefined: never. */
export function remindAfterMs({ remindAfter }: Pick<Settings, 'remindAfter'>): number | undefined {
  return readDuration(remindAfter);
}

/** Whether a canary is put on the stream: not on somebody else's, unless that was asked for. */
export function hasCanary({ canary, streamArn }: Pick<Settings, 'canary' | 'streamArn'>): boolean {
  return (canary ?? (streamArn === undefined ? 'on' : 'off')) === 'on';
}
