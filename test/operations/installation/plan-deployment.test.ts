import { describe, expect, it } from 'vitest';
import { planDeployment } from '../../../operations/installation/plan-deployment.ts';
import { checkSettings } from '../../../settings/check-settings.ts';

const settings = (overrides: Record<string, string> = {}) => checkSettings({ overrides });
const deployed = (overrides: Record<string, string> = {}) => ({ settings: settings(overrides), others: [] });
const nothing = (...others: string[]) => ({ settings: undefined, others });
const streamArn = 'arn:aws:kinesis:eu-west-1:123456789012:stream/theirs';

describe('a deployment is planned', () => {
  it('as all stacks in their order, the first one and any other', () => {
    for (const before of [nothing(), deployed({ model: 'other' })]) {
      expect(planDeployment(before, settings(), [])).toEqual({ steps: [['--all']], notices: [] });
    }
  });

  it('without a comparison, which is said, where an older version is deployed', () => {
    const { steps, notices } = planDeployment({ settings: {}, others: [] }, settings({ alerting: 'observe' }), []);
    expect(steps).toEqual([['--all']]);
    expect(notices).toEqual([expect.stringMatching(/could not be compared/)]);
  });

  it('with the detection first when our own stream is given up, which it imports until then', () => {
    const { steps, notices } = planDeployment({ ...deployed(), ownStream: 'Weir-1' }, settings({ streamArn }), [
      'streamArn',
    ]);
    expect(steps).toEqual([['--exclusively', 'Weir-Detection'], ['Weir-Data']]);
    expect(notices).toEqual([
      expect.stringMatching(
        /^the stream Weir-1 of Weir is watched no longer, and stays .*costs.*--stream-name Weir-1$/,
      ),
    ]);
  });

  it('in the usual order when our own stream comes back', () => {
    expect(planDeployment(deployed({ streamArn }), settings(), ['streamArn']).steps).toEqual([['--all']]);
  });

  it('not at all when something would be lost, with a line for each', () => {
    const before = deployed({ alertEmail: 'a@b.org', shards: '1' });
    expect(() => planDeployment(before, settings({ shards: '8', alerting: 'observe' }), [])).toThrow(
      /^nothing is deployed:\nalertEmail: .*\nalerting: .*\nshards: .*$/,
    );
  });

  it('not at all where another name would leave what is deployed beside it, unless that is meant', () => {
    const plant = settings({ name: 'Plant' });
    expect(() => planDeployment(nothing('Weir'), plant, [])).toThrow(
      /^nothing is deployed:\nname: deployed is Weir, and this deployment has Plant: .* Weir stays as before/,
    );
    expect(planDeployment(nothing('Weir'), plant, ['name']).steps).toEqual([['--all']]);
    expect(planDeployment(deployed({ name: 'Plant' }), plant, []).steps).toEqual([['--all']]);
  });
});
