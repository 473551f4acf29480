import type { AdmitNotice } from '../incidents/admission.ts';
import { type Admitting, admittedBy } from './admit.ts';
import { globMatcher } from './glob-matcher.ts';
import { heldByMute, heldWhateverDrives, isMuted } from './held-whatever-drives.ts';

/**
 * Makes what applies mutes and rules to what is no anomaly. Nothing drives it: mutes and rules of a feature are not for
 * it, and neither distance nor direction hold it.
 */
export function admitNoticeBy({ rules, mutes }: Pick<Admitting, 'rules' | 'mutes'>): AdmitNotice {
  const muting = mutes
    .filter(({ feature = '*' }) => globMatcher(feature)(''))
    .map((mute) => ({ mute, isForSource: globMatcher(mute.source) }));
  return (notice, nowMs) => {
    const { source, atMs } = notice;
    const muted = muting.find(({ mute, isForSource }) => isMuted(mute, atMs, nowMs) && isForSource(source));
    if (muted) return heldByMute(muted.mute);
    const matched = rules.rules.find(({ isForSource, isForFeature }) => isForSource(source) && isForFeature(''));
    const held = matched && heldWhateverDrives(matched, notice, rules.timeZone);
    return matched && held ? { isAdmitted: false, rule: matched.rule.name, ...held } : admittedBy(matched?.rule);
  };
}
