import { counted } from '../../contracts/counted.ts';
import type { Model } from '../../model/model.ts';
import type { DeployedEndpoint } from '../installation/deployed-endpoint.ts';
import type { Finding } from './finding.ts';

const COMING = ['Creating', 'Updating', 'SystemUpdating', 'RollingBack'];
const FEATURES_SHOWN = 10;

/** Says whether the endpoint is in service, and what its state means for the observations. */
export function endpointFinding({ status, failureReason }: DeployedEndpoint): Omit<Finding, 'about'> {
  if (status === 'InService') return { state: 'good', says: ['in service'] };
  const why = failureReason === undefined ? '' : `: ${failureReason}`;
  const meanwhile = COMING.includes(status)
    ? 'observations wait in the stream until it is there, or the function scores them'
    : 'observations wait in the stream, or the function scores them; deploy again, or see the runbook under "Scoring is unavailable"';
  return { state: 'attention', says: [`${status}${why}`, meanwhile] };
}

const SAMPLE =
  'it is of the sample, and judges only observations with one of these features: all others are judged by the past of their source alone; collect and train';

/**
 * Says which model judges, with its first features, and what it cannot notice.
 *
 * @param model undefined where none does
 */
export function modelFinding(model: Model | undefined): Omit<Finding, 'about'> {
  if (!model) return { state: 'good', says: ['none judges yet: each source is judged by its past alone'] };
  const { version, features, training } = model;
  const shown = features.slice(0, FEATURES_SHOWN).join(', ');
  const more = features.length > FEATURES_SHOWN ? `, and ${features.length - FEATURES_SHOWN} more` : '';
  const rows = training.rows === undefined ? '' : `, from ${counted(training.rows, 'row')}`;
  const { cautions = [], unnoticed = [] } = training;
  return {
    state: cautions.length > 0 ? 'attention' : 'good',
    says: [
      `version ${version}, threshold by ${training.thresholdRule}${rows}`,
      `features: ${shown}${more}`,
      ...(training.sample ? [SAMPLE] : []),
      ...[...cautions, ...unnoticed].map((sentence) => `beware: ${sentence}`),
    ],
  };
}
