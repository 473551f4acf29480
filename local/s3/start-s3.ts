import { readFileSync, statSync } from 'node:fs';
import type { Assembly } from '../template/assembly.ts';
import type { ResolvedAssembly } from '../template/resolve-assembly.ts';
import { type ObjectStore, objectStore } from './object-store.ts';

/** The buckets of all templates, empty, and the asset bucket with every file that a deployment would have uploaded. */
export function startS3(app: ResolvedAssembly, files: Assembly['files']): ObjectStore {
  const store = objectStore();
  for (const { ref } of app.resourcesOf('AWS::S3::Bucket')) store.createBucket(ref);
  for (const [place, path] of files) {
    const slash = place.indexOf('/');
    store.createBucket(place.slice(0, slash));
    // Folders are code, which functions are given as they lie on disk.
    if (statSync(path).isFile()) store.put(place.slice(0, slash), place.slice(slash + 1), readFileSync(path));
  }
  return store;
}
