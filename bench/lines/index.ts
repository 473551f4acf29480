import type { Bench } from '../bench-line.ts';
import { besideTutorial } from './beside-tutorial.ts';
import { coldStart } from './cold-start.ts';
import { consuming } from './consuming.ts';
import { decoding } from './decoding.ts';
import { detectorCosts } from './detectors.ts';
import { explaining } from './explaining.ts';
import { factorAndBoundary } from './factor-and-boundary.ts';
import { fitting } from './fitting.ts';
import { invocations } from './invocations.ts';
import { memory } from './memory.ts';
import { modelSize } from './model-size.ts';
import { responsiveness } from './responsiveness.ts';
import { scoring } from './scoring.ts';
import { sourceCosts } from './sources.ts';

export const BENCHES: readonly Bench[] = [
  scoring,
  fitting,
  factorAndBoundary,
  explaining,
  modelSize,
  detectorCosts,
  decoding,
  consuming,
  coldStart,
  besideTutorial,
  sourceCosts,
  invocations,
  responsiveness,
  memory,
];
