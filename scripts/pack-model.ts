import { writeFileSync } from 'node:fs';
import { loadModel } from '../model/load-model.ts';
import { modelFacts } from '../model/model-facts.ts';
import { packModel } from '../model/pack-model.ts';
import { readModelFiles } from '../model/read-model-files.ts';

/* `node scripts/pack-model.ts MODEL_DIR FILE.tar.gz FACTS.json`: what the CDK app runs to deploy a model. */
const [modelDir, archiveFile, factsFile] = process.argv.slice(2);
try {
  // A damaged model is refused here, in a second, not by an endpoint that does not start.
  const model = await loadModel(modelDir);
  const archive = await packModel(modelDir);
  writeFileSync(archiveFile, archive);
  const files = await readModelFiles(modelDir);
  writeFileSync(factsFile, JSON.stringify(modelFacts(model, { archive, files })));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
