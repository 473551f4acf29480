import { floorToFloat32 } from '../../../kernels/float32.ts';
import type { NodeColumn } from './weighted-trees.ts';

/** Cuts at a random place between the lowest and the highest value, each as likely as any other. */
export function uniformCut({ lowest, highest }: Pick<NodeColumn, 'lowest' | 'highest'>, random: () => number): number {
  const threshold = floorToFloat32(lowest + random() * (highest - lowest));
  // between neighbouring float32 the sum may round up, and nothing would go right
  return threshold === highest ? lowest : threshold;
}
