import type { AlertRules } from '../../contracts/rules.ts';
import type { ProposedChange } from '../../incidents/propose-change.ts';
import type { Model } from '../../model/model.ts';
import { scoreOfSurprise } from '../../model/row-surprise.ts';
import { withFirst } from '../../operations/feedback/try-changes.ts';
import { writeText } from '../cli/write-text.ts';

/** Where the rules go that a person may put. */
export interface Applying {
  /** Those that hold. */
  readonly rules: AlertRules;
  readonly out?: string | undefined;
  /** The one that judges. */
  readonly model: () => Promise<Model>;
}

/** What a person does who wants the change; nothing is done before. */
export async function applyLines(
  change: ProposedChange | undefined,
  { rules, out, model }: Applying,
): Promise<string[]> {
  if (!change) return [];
  if (change.kind === 'threshold') {
    const { version, calibration } = await model();
    if (!calibration) return [];
    const score = scoreOfSurprise(change.decades / Math.LOG10E, calibration.scale).toPrecision(6);
    return [
      `to have it judge so: npm run models -- get ${version} --out model, then npm run threshold -- --model model --score ${score}, npm run models -- put model, and npm run models -- promote what that names`,
    ];
  }
  if (out === undefined) {
    return ['nothing is changed: --out rules.json writes the rules that hold with it, and says how they are put'];
  }
  await writeText(out, `${JSON.stringify(withFirst(rules, change.rule), null, 2)}\n`);
  return [`${out}: the rules that hold with this one before them; to have them hold: npm run rules -- put ${out}`];
}
