import type { CfnElement } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Gives the resource of a construct the logical id under which others look for it. */
export function fixLogicalId(construct: IConstruct, logicalId: string): void {
  (construct.node.defaultChild as CfnElement).overrideLogicalId(logicalId);
}
