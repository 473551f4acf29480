import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AssetStaging, FileAssetPackaging, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { PROJECT_ROOT } from './bundle.ts';

export interface ModelArchiveProps {
  /** The model folder. */
  readonly modelDir: string;
}

/**
 * A model folder as the `model.tar.gz` that SageMaker unpacks in the container. The same model gives the same bytes,
 * so that only another model replaces the endpoint's.
 */
export class ModelArchive extends Construct {
  readonly assetHash: string;
  readonly bucketName: string;
  /** Ends in `.tar.gz`, as SageMaker's documentation wants it: an asset of the CDK's own would end in `.gz`. */
  readonly objectKey: string;
  readonly objectUrl: string;

  constructor(scope: Construct, id: string, { modelDir }: ModelArchiveProps) {
    super(scope, id);
    const folder = mkdtempSync(path.join(tmpdir(), 'weir-model-'));
    const archive = path.join(folder, 'model.tar.gz');
    packInItsOwnProcess(modelDir, archive);
    const staged = new AssetStaging(this, 'Stage', { sourcePath: archive });
    rmSync(folder, { recursive: true });
    const stack = Stack.of(this);
    const { bucketName, objectKey, s3ObjectUrl } = stack.synthesizer.addFileAsset({
      fileName: staged.relativeStagedPath(stack),
      // the key is this and the file's last extension
      sourceHash: `${staged.assetHash}.tar`,
      packaging: FileAssetPackaging.FILE,
    });
    this.assetHash = staged.assetHash;
    this.bucketName = bucketName;
    this.objectKey = objectKey;
    this.objectUrl = s3ObjectUrl;
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
