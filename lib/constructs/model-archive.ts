import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';
import { PROJECT_ROOT } from './bundle.ts';

export interface ModelArchiveProps {
  /** The model folder. */
  readonly modelDir: string;
}

/**
 * A model folder as the `model.tar.gz` that SageMaker unpacks in the container. The same model gives the same bytes,
 * so that only another model replaces the endpoint's.
 */
export class ModelArchive extends Asset {
  constructor(scope: Construct, id: string, { modelDir }: ModelArchiveProps) {
    const folder = mkdtempSync(path.join(tmpdir(), 'weir-model-'));
    const archive = path.join(folder, 'model.tar.gz');
    packInItsOwnProcess(modelDir, archive);
    super(scope, id, { path: archive });
    rmSync(folder, { recursive: true });
  }
}

/** Packing belongs to the model's code, which this room does not import; and constructs cannot wait for a promise. */
function packInItsOwnProcess(modelDir: string, archive: string): void {
  const script = path.join(PROJECT_ROOT, 'scripts/pack-model.ts');
  try {
    execFileSync(process.execPath, [script, modelDir, archive], { stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (cause) {
    const { stderr } = cause as { stderr?: Buffer };
    throw new ModelArchiveError(stderr?.toString().trim() || `cannot pack the model ${modelDir}`, { cause });
  }
}

/** The model folder cannot be deployed; the message says what is wrong with it. */
export class ModelArchiveError extends Error {}
