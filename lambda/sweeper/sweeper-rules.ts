import type { SweeperSettings } from '../../contracts/function-settings/sweeper.ts';
import type { AdmitNotice } from '../../incidents/admission.ts';
import { HeldRules, type ReadingRules } from '../held-rules.ts';

/** What the rules say of silence. They are read when something is silent: most minutes nothing is. */
export function sweeperRules(
  { modelBucketName, incidentTableName }: Pick<SweeperSettings, 'modelBucketName' | 'incidentTableName'>,
  unavailable: ReadingRules['report']['unavailable'],
): () => Promise<AdmitNotice> {
  const known = new HeldRules();
  const rules = {
    object: async () => (await import('../aws/rules-object.ts')).rulesObject(modelBucketName)(),
    mutes: async () => (await import('../aws/mutes.ts')).keptMutes(incidentTableName)(),
  };
  return () => known.admitNotice({ rules, report: { unavailable }, now: Date.now });
}
