import { describe, expect, it } from 'vitest';
import {
  DATA_OUTPUTS,
  DETECTION_OUTPUTS,
  endpointLogGroupOf,
  endpointNameOf,
  OUTPUTS,
  partsOf,
  readOutputs,
  readStores,
} from '../../contracts/installation.ts';

const DETECTION = { AlertTopicArn: 'a', OperationsTopicArn: 'o', ConsumerLogGroupName: 'l', DashboardUrl: 'd' };
const GIVEN = { StreamName: 's', Stores: 't,m,st,sb,q', Other: 'o' };

describe('the outputs of an installation', () => {
  it('say where its parts are', () => {
    expect(readOutputs(DATA_OUTPUTS, GIVEN)).toEqual({ streamName: 's' });
    expect(partsOf({ ...GIVEN, ...DETECTION })).toEqual({
      ...{ streamName: 's', quarantineBucketName: 'q' },
      ...{ alertTopicArn: 'a', operationsTopicArn: 'o', consumerLogGroupName: 'l', dashboardUrl: 'd' },
      ...{ incidentTableName: 't', modelBucketName: 'm', sourceStateTableName: 'st', sourceStateBucketName: 'sb' },
    });
  });

  it('are refused by name when one is missing', () => {
    expect(() => readOutputs(DETECTION_OUTPUTS, GIVEN)).toThrow('no stack has an output AlertTopicArn');
    expect(() => readOutputs(DETECTION_OUTPUTS, GIVEN, (name) => `wanted ${name}`)).toThrow('wanted AlertTopicArn');
    expect(() => readStores({}, (name) => `wanted ${name}`)).toThrow('wanted Stores');
  });

  it('have names of their own, over all stacks', () => {
    const names = [DATA_OUTPUTS, DETECTION_OUTPUTS].flatMap((outputs) => Object.values<string>(outputs));
    expect(new Set(names).size).toBe(names.length);
    expect(Object.values(OUTPUTS)).toEqual(names);
  });
});

it('an endpoint is named after installation and kind, within the 63 characters that SageMaker takes', () => {
  expect(endpointNameOf('Weir', 'serverless')).toBe('weir-detection-serverless');
  expect(endpointNameOf('N'.repeat(30), 'real-time').length).toBeLessThanOrEqual(63);
  expect(endpointLogGroupOf('x')).toBe('/aws/sagemaker/Endpoints/x');
});
