import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { firstDeployment } from '../../../lambda/first-deployment/first-deployment.ts';

const MONDAY_MS = 1_767_571_200_999;
const TUESDAY_MS = MONDAY_MS + 86_400_000;

function event(change: object): CloudFormationCustomResourceEvent {
  const creation = { RequestType: 'Create', ResourceProperties: { StreamArn: 'a' } };
  return { ...creation, ...change } as unknown as CloudFormationCustomResourceEvent;
}

describe('firstDeployment', () => {
  it('is now, in whole seconds, when the stream was not watched before', () => {
    expect(firstDeployment(event({}), MONDAY_MS).epochSeconds).toBe(1_767_571_200);
  });

  it('stays what it was in every later deployment', () => {
    const first = firstDeployment(event({}), MONDAY_MS);
    const update = {
      RequestType: 'Update',
      PhysicalResourceId: first.resourceId,
      OldResourceProperties: { StreamArn: 'a' },
    };
    expect(firstDeployment(event(update), TUESDAY_MS)).toEqual(first);
  });

  it('begins again when another stream is watched', () => {
    const { resourceId } = firstDeployment(event({}), MONDAY_MS);
    const update = { RequestType: 'Update', PhysicalResourceId: resourceId, OldResourceProperties: { StreamArn: 'b' } };
    expect(firstDeployment(event(update), TUESDAY_MS).epochSeconds).toBe(1_767_657_600);
  });

  it('answers the deletion of any id, also of a creation that failed', () => {
    const deletion = { RequestType: 'Delete', PhysicalResourceId: 'first-deployment-5' };
    expect(firstDeployment(event(deletion), MONDAY_MS).resourceId).toBe('first-deployment-5');
  });
});
