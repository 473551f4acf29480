import { counted } from '../../contracts/counted.ts';
import { toPlainText } from '../../contracts/plain-text.ts';
import type { AlertRule } from '../../contracts/rules.ts';
import type { ProposedChange, TriedChange } from '../../incidents/propose-change.ts';

/** More than that nobody chooses from. */
const MOST_SHOWN = 4;

/** What people read of changes that were tried, the smallest first. @param days of log that they were tried on */
export function proposalsText(tried: readonly TriedChange[], days: number): string {
  const [smallest, ...others] = tried;
  if (!smallest) {
    return 'no rule of a distance or severity, and no threshold, would have kept it from people: write one of your own, and try it with npm run preview';
  }
  return [
    `the smallest change: ${changeWords(smallest.change)}`,
    `  ${effectWords(smallest)}, in ${counted(Math.max(1, Math.round(days)), 'day')} of log`,
    ...(smallest.change.kind === 'rule' ? [`  ${JSON.stringify(smallest.change.rule)}`] : []),
    ...others.slice(0, MOST_SHOWN - 1).map((each) => `or: ${changeWords(each.change)}; it ${effectWords(each)}`),
  ].join('\n');
}

/** Says what is held, in words. */
export function changeWords(change: ProposedChange): string {
  if (change.kind === 'threshold') return `a threshold that is as rare as ${change.decades} decades, for all sources`;
  const { source, feature, minimumDistance, minimumSeverity } = change.rule;
  const scope = `${toPlainText(feature ?? 'whatever leads')} of ${toPlainText(source ?? 'all sources')}`;
  return `a rule for ${scope} that holds ${limitWords({ minimumDistance, minimumSeverity })}`;
}

function limitWords({ minimumDistance, minimumSeverity }: Pick<AlertRule, 'minimumDistance' | 'minimumSeverity'>) {
  const { absolute, relative } = minimumDistance ?? {};
  if (absolute !== undefined) return `what is nearer than ${absolute} to what is expected`;
  if (relative !== undefined)
    return `what is nearer than ${Number((100 * relative).toPrecision(2))} % to what is expected`;
  return `what is less than ${minimumSeverity}`;
}

function effectWords({ alike, removedAlike, confirmed, lost, removedOthers }: TriedChange): string {
  const others = removedOthers === 0 ? 'no other' : counted(removedOthers, 'other');
  return `would have removed ${removedAlike} of ${alike} alike and ${others}, lost ${lost} of ${confirmed} confirmed`;
}
