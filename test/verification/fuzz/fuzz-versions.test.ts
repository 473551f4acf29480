import { expect, it } from 'vitest';
import { loadModel } from '../../../model/load-model.ts';
import { fuzzVersions } from '../../../verification/fuzz/fuzz-versions.ts';
import { startLocalContainer } from '../../../verification/fuzz/local-container.ts';
import { versionsToSpoil } from '../../../verification/fuzz/versions-to-spoil.ts';

it('hostile models are refused in words or score, and change nothing for whoever brings none', async () => {
  const container = await startLocalContainer(await loadModel('samples/model'));
  try {
    const spoiling = await versionsToSpoil(container);
    const { wrong, taken, refused } = await fuzzVersions({ archives: 60, seed: 1, url: container.url, ...spoiling });
    expect([wrong, container.bugs]).toEqual([[], []]);
    // The run is worth something only while some are taken, too.
    expect([taken > 5, refused > 20]).toEqual([true, true]);
  } finally {
    container.stop();
  }
}, 60_000);
