import type { S3Client } from '@aws-sdk/client-s3';
import { QUARANTINE_PREFIX, type QuarantinedObservation } from '../../contracts/quarantine.ts';
import { decodeQuarantined } from './decode-quarantined.ts';
import type { Location } from './location.ts';
import { readObjects } from './read-objects.ts';

/** What is in quarantine, day after day and shard after shard. The same observation may come more than once. */
export async function* quarantinedObservations(
  client: S3Client,
  location: Location,
  sinceMs = 0,
): AsyncGenerator<QuarantinedObservation> {
  const firstDay = dayOf(sinceMs);
  for await (const { key, text } of readObjects(client, location, (key) => !isBefore(key, firstDay))) {
    for (const observation of decodeQuarantined(text, key)) {
      if (Date.parse(observation.arrivedAt) >= sinceMs) yield observation;
    }
  }
}

function dayOf(timestampMs: number): string {
  return new Date(timestampMs).toISOString().slice(0, 10).replaceAll('-', '/');
}

/** Keys name the day: `quarantine/2026/11/20/...`. */
function isBefore(key: string, day: string): boolean {
  return key.slice(QUARANTINE_PREFIX.length, QUARANTINE_PREFIX.length + day.length) < day;
}

/** Which observation it was when it first came: one that fails again is no new case. */
export function caseOf({ identity, redrivenFrom }: QuarantinedObservation): string {
  return redrivenFrom ?? identity;
}
