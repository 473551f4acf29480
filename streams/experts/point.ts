import type { Expert } from '../moment.ts';
import { learnProfile } from './seasonal-residual.ts';

/** The first observations tell nothing of a spread. */
const YOUNG = 10;

/** Is the value itself wrong for this hour? |residual| / spread. */
export const point: Expert = (moment) => {
  const { n, residual, spread } = moment;
  learnProfile(moment);
  return n > YOUNG ? Math.abs(residual) / spread : 0;
};
