import type { Assembly } from '../template/assembly.ts';

/** The build folder of an image that was built from an asset. @throws where the assembly has no such image */
export function imageDirOf(imageUri: string, images: Assembly['images']): string {
  const dir = images.get(imageUri.split(':').at(-1)!);
  if (dir !== undefined) return dir;
  throw new Error(`the assembly has no image ${imageUri}: the local cloud runs images built from an asset only`);
}
