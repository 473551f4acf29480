import { counted } from '../../contracts/counted.ts';
import type { Model, TrainingSummary } from '../../model/model.ts';

/** What was learned, what the threshold means, and what to beware of, in lines for people. */
export function describeModel({ features, threshold, training, version }: Model): string {
  const rows = training.rows === undefined ? '' : ` of ${counted(training.rows, 'row')}`;
  return [
    `model ${version}${rows}, features ${features.join(', ')}`,
    `threshold ${threshold.toFixed(4)} (${training.thresholdRule})${shareAbove(training)}`,
    ...[...(training.cautions ?? []), ...(training.unnoticed ?? [])].map((caution) => `beware: ${caution}`),
  ].join('\n');
}

function shareAbove({ rows, anomalousShare, rowsPerDay }: TrainingSummary): string {
  if (rows === undefined || anomalousShare === undefined) return '';
  const above = Math.round(anomalousShare * rows);
  const perDay =
    rowsPerDay === undefined
      ? '; how many a day is unknown, as the rows have no time'
      : `, about ${readable(anomalousShare * rowsPerDay)} a day at ${readable(rowsPerDay)} rows a day`;
  return `: ${counted(above, 'training row')} ${above === 1 ? 'lies' : 'lie'} above it, ${readable(100 * anomalousShare)} %${perDay}`;
}

/** Three digits are enough for an estimate. */
function readable(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 3 });
}
