import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AssetStaging, FileAssetPackaging, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { PROJECT_ROOT } from '../../bundles/bundle.ts';

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
  /** Where it lies on this machine. */
  readonly file: string;
  /** What its card has, as far as that follows from the model: JSON. */
  readonly facts: string;
  /** Of the model, 64 hexadecimal digits. */
  readonly identity: string;
  readonly bucketName: string;
  /** Ends in `.tar.gz`, as SageMaker's documentation wants it: an asset of the CDK's own would end in `.gz`. */
  readonly objectKey: string;
  readonly objectUrl: string;

  constructor(scope: Construct, id: string, { modelDir }: ModelArchiveProps) {
    super(scope, id);
    const folder = mkdtempSync(path.join(tmpdir(), 'weir-model-'));
    const archive = path.join(folder, 'model.tar.gz');
    const factsFile = path.join(folder, 'facts.json');
    packInItsOwnProcess(modelDir, archive, factsFile);
    const staged = new AssetStaging(this, 'Stage', { sourcePath: archive });
    this.facts = readFileSync(factsFile, 'utf8');
    this.identity = JSON.parse(this.facts).model;
    rmSync(folder, { recursive: true });
    const stack = Stack.of(this);
    const { bucketName, objectKey, s3ObjectUrl } = stack.synthesizer.addFileAsset({
      fileName: staged.relativeStagedPath(stack),
      // the key is this and the file's last extension
      sourceHash: `${staged.assetHash}.tar`,
      packaging: FileAssetPackaging.FILE,
    });
    this.assetHash = staged.assetHash;
    this.file = staged.absoluteStagedPath;
    this.bucketName = bucketName;
    this.objectKey = objectKey;
    this.objectUrl = s3ObjectUrl;
  }
}

/** Packing belongs to the model's code, which this room does not import; and constructs cannot wait for a promise. */
function packInItsOwnProcess(modelDir: string, archive: string, facts: string): void {
  const script = path.join(PROJECT_ROOT, 'scripts/pack-model.ts');
  try {
    execFileSync(process.execPath, [script, modelDir, archive, facts], { stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (cause) {
    const { stderr } = cause as { stderr?: Buffer };
    throw new ModelArchiveError(stderr?.toString().trim() || `cannot pack the model ${modelDir}`, { cause });
  }
}

/** The model folder cannot be deployed; the message says what is wrong with it. */
export class ModelArchiveError extends Error {}
