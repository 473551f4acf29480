import { writeFileSync } from 'node:fs';
import { loadModel } from '../model/load-model.ts';
import { packModel } from '../model/pack-model.ts';

/* `node scripts/pack-model.ts MODEL_DIR FILE.tar.gz`: what the CDK app runs to deploy a model. */
const [modelDir, archive] = process.argv.slice(2);
try {
  // A damaged model is refused here, in a second, not by an endpoint that does not start.
  await loadModel(modelDir);
  writeFileSync(archive, await packModel(modelDir));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
