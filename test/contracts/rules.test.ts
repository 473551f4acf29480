import { describe, expect, it } from 'vitest';
import { parseRules, parseRulesFile } from '../../contracts/rules.ts';

const RULE = { name: 'pumps' };

describe('rules', () => {
  it('are taken as they were written', () => {
    const rules = {
      timeZone: 'Europe/Berlin',
      calendars: { plant: { text: 'BEGIN:VCALENDAR' } },
      rules: [
        {
          name: 'pumps at night',
          source: 'pump-*',
          feature: 'temperature',
          minimumSeverity: 'high',
          minimumDistance: { absolute: 1, relative: 0.02 },
          direction: 'above',
          hours: { times: ['22:00-06:00'], weekdays: ['fri'], timeZone: 'UTC', exceptFrom: 'critical' },
          maintenance: { windows: ['2026-01-31T12:00:00Z/2026-02-01T06:00:00Z'], calendars: ['plant'] },
          muteUntil: '2026-01-31T12:00:00+01:00',
          advice: { text: 'ask the shift', link: 'https://wiki.example.com/pumps' },
          channels: ['night'],
        },
      ],
    };
    expect(parseRules(rules, 'rules')).toEqual(rules);
  });

  it.each<[string, object, string]>([
    ['a field that is none', { ...RULE, minSeverity: 'high' }, 'rules.0 has minSeverity, which is no field of it'],
    ['no name', {}, 'rules.0.name must be a text of 1 to 60 characters, without spaces at its ends, got nothing'],
    [
      'a severity',
      { ...RULE, minimumSeverity: 'bad' },
      'minimumSeverity must be low, medium, high, critical, got "bad"',
    ],
    ['a hostile glob', { ...RULE, source: '*a*a*a*a' }, 'rules.0.source must be a glob like pump-*'],
    ['an hour', { ...RULE, hours: { times: ['25:00-26:00'] } }, 'rules.0.hours.times.0 must be a time of the day'],
    [
      'an unknown time zone',
      { ...RULE, hours: { timeZone: 'Mars' } },
      'name of a time zone, like Europe/Berlin, got "Mars"',
    ],
    [
      'an interval backwards',
      { ...RULE, maintenance: { windows: ['2026-02-01T00:00:00Z/2026-01-01T00:00:00Z'] } },
      'windows.0 must be a time, a slash and a later time',
    ],
    [
      'a calendar that is not there',
      { ...RULE, maintenance: { calendars: ['plant'] } },
      'rules.0.maintenance names calendar plant, which calendars does not have',
    ],
    [
      'an empty distance',
      { ...RULE, minimumDistance: {} },
      'rules.0.minimumDistance must be an object like {"absolute":1',
    ],
    [
      'a link that runs code',
      { ...RULE, advice: { text: 'x', link: 'javascript:alert(1)' } },
      'rules.0.advice.link must be a link that begins with https://',
    ],
    ['the name of the default', { name: 'trifle' }, 'rules.0.name must not be trifle, the name of the default rule'],
  ])('with %s are refused by path, value got and value wanted', (_, rule, wanted) => {
    expect(() => parseRules({ rules: [rule] }, 'rules.json')).toThrow(
      `rules.json: ${wanted.startsWith('rules') ? wanted : ''}`,
    );
    expect(() => parseRules({ rules: [rule] }, 'rules.json')).toThrow(wanted);
  });

  it('of one name are refused, and everything that is wrong is named', () => {
    const twice = { rules: [RULE, RULE, { name: 'x', direction: 'up' }] };
    expect(() => parseRules(twice, 'rules')).toThrow(/direction must be above, below or both, got "up"/);
    expect(() => parseRules({ rules: [RULE, RULE] }, 'rules')).toThrow(
      'rules.1.name must be a name of its own, got "pumps"',
    );
  });

  it('are kept with the texts of their calendars, and written with files', () => {
    const calendars = { plant: { file: 'plant.ics' } };
    expect(parseRulesFile({ calendars, rules: [] }, 'rules.json')).toEqual({ calendars, rules: [] });
    expect(() => parseRules({ calendars, rules: [] }, 'rules')).toThrow(/calendars.plant must be {"text"|has file/);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a list', []],
    ['too many rules', { rules: Array.from({ length: 201 }, (_, i) => ({ name: `r${i}` })) }],
    ['a calendar that is too long', { calendars: { a: { text: 'x'.repeat(200_001) } }, rules: [] }],
    [
      'too much altogether',
      {
        calendars: {
          a: { text: 'x'.repeat(200_000) },
          b: { text: 'x'.repeat(200_000) },
          c: { text: 'x'.repeat(200_000) },
        },
        rules: [],
      },
    ],
  ])('that are %s are refused', (_, value) => {
    expect(() => parseRules(value, 'rules')).toThrow(/^rules: /);
  });
});
