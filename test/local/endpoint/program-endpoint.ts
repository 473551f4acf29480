import { rmSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { MAX_PAYLOAD_BYTES } from '../../../contracts/scoring.ts';
import type { Endpoint } from '../../../local/endpoint/endpoint.ts';
import { startContainer } from '../../../local/endpoint/start-container.ts';
import { bundledProgram } from '../../inference-container/running-program.ts';
import { endpointAround } from './small-endpoint.ts';

/**
 * Runs the deployed container's program with a model until the test ends, behind a local endpoint of the kind that
 * carries least.
 */
export async function programEndpoint(modelDir: string): Promise<Endpoint> {
  const imageDir = path.dirname(bundledProgram());
  const environment = { WEIR_MAX_ANSWER_BYTES: String(MAX_PAYLOAD_BYTES.serverless) };
  const container = await startContainer({ imageDir, modelDir, environment, log: () => {} });
  onTestFinished(async () => {
    await container.stop();
    rmSync(imageDir, { recursive: true });
  });
  await container.healthy(20_000);
  return endpointAround(container);
}
