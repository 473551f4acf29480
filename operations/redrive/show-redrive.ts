import { counted } from '../../contracts/counted.ts';
import { shownData } from '../quarantine/shown-data.ts';
import type { CandidateCounts } from './candidate-counts.ts';

export interface RedriveOutcome {
  readonly counts: CandidateCounts;
  readonly judgedBefore: number;
  readonly stream: string;
  readonly renames: boolean;
  readonly dryRun: boolean;
}

/** What a redrive did, or would do. */
export function redriveText({ counts, judgedBefore, stream, renames, dryRun }: RedriveOutcome): string {
  const { quarantined, givenUp, all } = counts;
  const left =
    judgedBefore === 0
      ? []
      : [
          `${counted(judgedBefore, 'record')} more had been judged before the batch was given up, as the consumer's log says: left out.`,
        ];
  if (all === 0) return ['nothing there waits to be put on the stream', ...left].join('\n');
  const what = [
    ...(quarantined > 0 ? [counted(quarantined, 'quarantined observation')] : []),
    ...(givenUp > 0 ? [counted(givenUp, 'given-up record')] : []),
  ].join(' and ');
  return [
    dryRun ? `${what} would be put on ${stream}.` : `${what} ${all === 1 ? 'is' : 'are'} on ${stream} again.`,
    ...(renames ? renamedLines(counts) : []),
    ...left,
    ...(dryRun ? [] : ['What can still not be scored comes back to quarantine: npm run quarantine -- list']),
  ].join('\n');
}

function renamedLines({ renamed, firstRenamed }: CandidateCounts): string[] {
  if (!firstRenamed) return ['None of them has a feature with an old name.'];
  return [
    `Features have other names now in ${renamed.toLocaleString('en')} of them, the first being:`,
    `  ${shownData(firstRenamed.parts[0].data)}`,
  ];
}
