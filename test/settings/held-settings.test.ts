import { describe, expect, it } from 'vitest';
import { checkSettings } from '../../settings/check-settings.ts';
import { lostByDeployment, shardStep } from '../../settings/held-settings.ts';

const STREAM_ARN = 'arn:aws:kinesis:eu-west-1:123456789012:stream/theirs';

const settings = (overrides: Record<string, string> = {}) => checkSettings({ overrides });

/** As the stack keeps them: what is not set is not there. */
const deployed = (overrides: Record<string, string> = {}) => JSON.parse(JSON.stringify(settings(overrides)));

describe('a deployment', () => {
  it.each<[string, Record<string, string>, Record<string, string>, RegExp]>([
    [
      'an address that is told',
      { alertEmail: 'a@b.org,c@d.org' },
      { alertEmail: 'c@d.org' },
      /^alertEmail: deployed is \["a@b\.org","c@d\.org"\], and this deployment has \["c@d\.org"\]: a@b\.org would no longer be told\. Set it as it was, or say --change alertEmail$/,
    ],
    ['an address that is told of alarms', { operationsEmail: 'a@b.org' }, {}, /^operationsEmail: .*no longer be told/],
    [
      'an address that is told of what nobody acknowledged',
      { escalateAfterMinutes: '5', escalationEmail: 'a@b.org' },
      { escalateAfterMinutes: '5' },
      /^escalationEmail: .*a@b\.org would no longer be told/,
    ],
    [
      'a channel that is told',
      { channels: '[{"name":"ops","kind":"eventbridge"},{"name":"bus","kind":"eventbridge"}]' },
      { channels: '[{"name":"bus","kind":"eventbridge","bus":"plant"}]' },
      /^channels: .*: the channel ops would no longer be told\./,
    ],
    ['the stream that is watched', { streamArn: STREAM_ARN }, {}, /^streamArn: .*has not set: another stream/],
    ['how observations are read', { mapping: '{"source":"device"}' }, {}, /^mapping: .*read otherwise/],
    ['the data themselves', {}, { onDelete: 'destroy' }, /^onDelete: .*would be deleted with the installation/],
    ['everybody', {}, { alerting: 'observe' }, /^alerting: .*nobody would be told of anything/],
  ])('that would lose %s is told so, unless the change is meant', (_, before, after, sentence) => {
    const lost = lostByDeployment(deployed(before), settings(after), []);
    expect(lost).toEqual([expect.stringMatching(sentence)]);
    const name = lost[0]!.slice(0, lost[0]!.indexOf(':'));
    expect(lostByDeployment(deployed(before), settings(after), [name])).toEqual([]);
  });

  it.each<[string, Record<string, string>, Record<string, string>]>([
    ['changes nothing', { alertEmail: 'a@b.org' }, { alertEmail: 'a@b.org' }],
    ['tells more people', { alertEmail: 'a@b.org' }, { alertEmail: 'c@d.org,a@b.org' }],
    ['begins to keep data', { onDelete: 'destroy' }, {}],
    ['begins to tell people', { alerting: 'observe' }, {}],
    ['changes what holds neither people nor data', {}, { cooldownSeconds: '900', model: 'other' }],
  ])('that %s loses nothing', (_, before, after) => {
    expect(lostByDeployment(deployed(before), settings(after), [])).toEqual([]);
  });
});

describe('the shards of our own stream', () => {
  it.each([
    [2, 4],
    [4, 2],
    [5, 3],
    [1, 1],
  ])('go from %i to %i at once', (before, after) => {
    expect(shardStep({ shards: before }, settings({ shards: String(after) }))).toBeUndefined();
  });

  it.each([
    [2, 5, 4],
    [1, 8, 2],
    [9, 2, 5],
  ])('cannot go from %i to %i at once, so that %i is named', (before, after, next) => {
    const sentence = shardStep({ shards: before }, settings({ shards: String(after) }));
    expect(sentence).toMatch(/set streamMode on-demand/);
    expect(sentence).toContain(`deploy ${next} shards first`);
  });

  it("are nobody's business where the stream is another or follows the load", () => {
    expect(shardStep({ shards: 1 }, settings({ streamMode: 'on-demand' }))).toBeUndefined();
    expect(shardStep({ streamMode: 'on-demand' }, settings({ shards: '8' }))).toBeUndefined();
    expect(shardStep({ streamArn: STREAM_ARN }, settings({ shards: '8' }))).toBeUndefined();
  });
});
