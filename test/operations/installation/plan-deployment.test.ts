import { describe, expect, it } from 'vitest';
import { planDeployment } from '../../../operations/installation/plan-deployment.ts';
import { checkSettings } from '../../../settings/check-settings.ts';

const settings = (overrides: Record<string, string> = {}) => checkSettings({ overrides });
const streamArn = 'arn:aws:kinesis:eu-west-1:123456789012:stream/theirs';

describe('a deployment is planned', () => {
  it('as all stacks in their order, the first one and any other', () => {
    for (const deployed of [undefined, settings({ model: 'other' })]) {
      expect(planDeployment(deployed, settings(), [])).toEqual({ steps: [['--all']], notices: [] });
    }
  });

  it('without a comparison, which is said, where an older version is deployed', () => {
    const { steps, notices } = planDeployment({}, settings({ alerting: 'observe' }), []);
    expect(steps).toEqual([['--all']]);
    expect(notices).toEqual([expect.stringMatching(/could not be compared/)]);
  });

  it('with the detection first when our own stream is given up, which it imports until then', () => {
    const { steps, notices } = planDeployment(settings(), settings({ streamArn }), ['streamArn']);
    expect(steps).toEqual([['--exclusively', 'Weir-Detection'], ['Weir-Data']]);
    expect(notices).toEqual([expect.stringMatching(/stream of Weir-Data is watched no longer, and stays.*costing/)]);
  });

  it('in the usual order when our own stream comes back', () => {
    expect(planDeployment(settings({ streamArn }), settings(), ['streamArn']).steps).toEqual([['--all']]);
  });

  it('not at all when something would be lost, with a line for each', () => {
    const deployed = settings({ alertEmail: 'a@b.org', shards: '1' });
    expect(() => planDeployment(deployed, settings({ shards: '8', alerting: 'observe' }), [])).toThrow(
      /^nothing is deployed:\nalertEmail: .*\nalerting: .*\nshards: .*$/,
    );
  });
});
