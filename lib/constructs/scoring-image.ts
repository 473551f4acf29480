import { copyFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { DockerImageAsset, Platform } from 'aws-cdk-lib/aws-ecr-assets';
import type { Construct } from 'constructs';
import { bundle, PROJECT_ROOT } from '../../bundles/bundle.ts';

/**
 * The inference container: its folder holds the Dockerfile and one bundled program, nothing else, so that only they
 * rebuild it.
 */
export class ScoringImage extends DockerImageAsset {
  constructor(scope: Construct, id: string) {
    const directory = bundle({ entry: 'inference-container/main.ts', name: 'server', splitting: false });
    copyFileSync(path.join(PROJECT_ROOT, 'inference-container/Dockerfile'), path.join(directory, 'Dockerfile'));
    super(scope, id, {
      directory,
      platform: Platform.LINUX_AMD64,
      // SageMaker refuses OCI manifests, which Docker pushes from its newer image store.
      outputs: ['type=docker'],
    });
    rmSync(directory, { recursive: true });
  }
}
