import type { Bench } from '../bench-line.ts';
import { fitAndScore } from './fit-and-score.ts';

export const BENCHES: readonly Bench[] = [fitAndScore];
