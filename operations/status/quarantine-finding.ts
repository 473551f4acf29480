import { counted } from '../../contracts/counted.ts';
import type { QuarantineSummary } from '../quarantine/summarise-quarantine.ts';
import type { Finding } from './finding.ts';

/** Of a day; the rest says `npm run quarantine`. */
const REASONS_SHOWN = 3;

/** @param givenUpBatches of the last day; whether they are on the stream again, only their records would say */
export function quarantineFinding(
  { waiting, reasons }: QuarantineSummary,
  givenUpBatches: number,
): Omit<Finding, 'about'> {
  const lines = reasons
    .slice(0, REASONS_SHOWN)
    .map(({ code, observations, message }) => `${observations.toLocaleString('en')} ${code}: ${message}`);
  const more = reasons.length > REASONS_SHOWN ? [`and ${reasons.length - REASONS_SHOWN} more reasons`] : [];
  const givenUp =
    givenUpBatches === 0
      ? []
      : [
          `${counted(givenUpBatches, 'batch', 'batches')} of the last day waited too long for a verdict and were given up`,
        ];
  if (waiting === 0 && givenUpBatches === 0) return { state: 'good', says: ['nothing in the last day'] };
  return {
    state: 'attention',
    says: [
      ...(waiting > 0 ? [`${counted(waiting, 'observation')} of the last day could not be scored`] : []),
      ...lines,
      ...more,
      ...givenUp,
      '  npm run quarantine -- list',
    ],
  };
}
