import type { Bench } from '../bench-line.ts';
import { explaining } from './explaining.ts';
import { fitAndScore } from './fit-and-score.ts';
import { invocations } from './invocations.ts';
import { memory } from './memory.ts';
import { modelSize } from './model-size.ts';
import { responsiveness } from './responsiveness.ts';

export const BENCHES: readonly Bench[] = [fitAndScore, explaining, modelSize, invocations, responsiveness, memory];
