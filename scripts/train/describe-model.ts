import { counted } from '../../contracts/counted.ts';
import { shareWithNoise } from '../../model/counting-noise.ts';
import type { Model, TrainingSummary } from '../../model/model.ts';

/** What was learned, what the threshold means, and what to beware of, in lines for people. */
export function describeModel({ features, threshold, training, version }: Model): string {
  const rows = training.rows === undefined ? '' : ` of ${counted(training.rows, 'row')}`;
  const { trimmedRows, thresholdBefore } = training;
  return [
    `model ${version}${rows}, features ${features.join(', ')}`,
    ...(training.sample ? ['of a sample: it judges only observations that have one of these features'] : []),
    ...(trimmedRows === undefined ? [] : [`without the ${counted(trimmedRows, 'strangest row')} of a first fit`]),
    `threshold ${threshold.toFixed(4)} (${training.thresholdRule})${shareAbove(training)}`,
    ...(thresholdBefore === undefined ? [] : [`before: ${thresholdBefore}`]),
    ...[...(training.cautions ?? []), ...(training.unnoticed ?? [])].map((caution) => `beware: ${caution}`),
  ].join('\n');
}

/** How many lie above the threshold, and how many may beside the noise of counting them. */
function shareAbove(training: TrainingSummary): string {
  const { thresholdRows, anomalousShare, rowsPerDay } = training;
  const rows = thresholdRows ?? training.rows;
  if (rows === undefined || anomalousShare === undefined) return '';
  const above = Math.round(anomalousShare * rows);
  const { share, low, high } = shareWithNoise(above, rows);
  const what = counted(above, thresholdRows === undefined ? 'training row' : 'row');
  const lie = `${what} ${above === 1 ? 'lies' : 'lie'} above it`;
  if (rowsPerDay === undefined) {
    const percents = `${readable(100 * share)} %, between ${readable(100 * low)} and ${readable(100 * high)} %`;
    return `: ${lie}, ${percents}; how many a day is unknown, as the rows have no time`;
  }
  const [perDay, fewest, most] = [share, low, high].map((part) => readable(part * rowsPerDay));
  const rate = `at ${readable(rowsPerDay)} rows a day`;
  return `: ${lie}, ${readable(100 * share)} %, about ${perDay} a day, between ${fewest} and ${most}, ${rate}`;
}

/** Three digits are enough for an estimate. */
function readable(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 3 });
}
