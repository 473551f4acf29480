import type { Bench } from '../bench-line.ts';
import { fitAndScore } from './fit-and-score.ts';
import { invocations } from './invocations.ts';

export const BENCHES: readonly Bench[] = [fitAndScore, invocations];
