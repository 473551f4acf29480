import { DETECTOR_KINDS } from '../../detectors/registry.ts';
import { seededRandom } from '../../kernels/random.ts';
import { encodeModel } from '../../model/model-files.ts';
import { trainModel } from '../../model/train-model.ts';
import type { VersionFuzzOptions } from './fuzz-versions.ts';
import type { LocalContainer } from './local-container.ts';

const FEATURES = ['feature_1', 'feature_2', 'feature_3'];
const ROWS = 300;
const DIRECT = '{"instances":[[0.5,0.5,0.5],{"features":{"feature_1":9}}]}';

/** A small model of each kind of detector, and what the container answers before any of them comes. */
export async function versionsToSpoil({
  url,
}: LocalContainer): Promise<Pick<VersionFuzzOptions, 'models' | 'direct' | 'residentBytes'>> {
  const random = seededRandom(7);
  const rows = Float64Array.from({ length: ROWS * FEATURES.length }, random);
  const models = DETECTOR_KINDS.map(({ kind }) =>
    encodeModel(
      trainModel({ features: FEATURES, rows }, { detector: kind, threshold: { kind: 'contamination', share: 0.02 } }),
    ),
  );
  const headers = { 'content-type': 'application/json' };
  const answer = await (await fetch(url, { method: 'POST', headers, body: DIRECT })).text();
  return { models, direct: { body: DIRECT, answer }, residentBytes: () => process.memoryUsage.rss() };
}
