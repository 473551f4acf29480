import { expect, test } from 'vitest';
import type { KnownSource } from '../../../operations/sources/read-known-sources.ts';
import { refuseKnown } from '../../../scripts/warm/refuse-known.ts';

async function* known(...sources: string[]): AsyncGenerator<KnownSource> {
  for (const source of sources) yield { source } as KnownSource;
}

test('history of sources that have a past is refused, with what to do; that of others is not', async () => {
  await expect(refuseKnown(known('pump', 'fan'), new Set(['saw']))).resolves.toBeUndefined();
  await expect(refuseKnown(known('pump', 'fan', 'saw'), new Set(['saw', 'pump']))).rejects.toThrow(
    /^2 sources in it have a past already \(pump, saw\).*--forget has them begin anew.*--only NAME teaches others alone$/,
  );
});
