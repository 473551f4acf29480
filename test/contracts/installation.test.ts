import { describe, expect, it } from 'vitest';
import { DATA_OUTPUTS, DETECTION_OUTPUTS, OUTPUTS, readOutputs } from '../../contracts/installation.ts';

const GIVEN = { StreamName: 's', IncidentTableName: 't', QuarantineBucketName: 'q', ModelBucketName: 'm', Other: 'o' };

describe('the outputs of an installation', () => {
  it('say where its parts are', () => {
    expect(readOutputs(DATA_OUTPUTS, GIVEN)).toEqual({
      streamName: 's',
      incidentTableName: 't',
      quarantineBucketName: 'q',
      modelBucketName: 'm',
    });
  });

  it('are refused by name when one is missing', () => {
    expect(() => readOutputs(DETECTION_OUTPUTS, GIVEN)).toThrow('no stack has an output AlertTopicArn');
    expect(() => readOutputs(DETECTION_OUTPUTS, GIVEN, (name) => `wanted ${name}`)).toThrow('wanted AlertTopicArn');
  });

  it('have names of their own, over all stacks', () => {
    const names = [DATA_OUTPUTS, DETECTION_OUTPUTS].flatMap((outputs) => Object.values<string>(outputs));
    expect(new Set(names).size).toBe(names.length);
    expect(Object.values(OUTPUTS)).toEqual(names);
  });
});
