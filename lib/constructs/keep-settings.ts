import { createHash } from 'node:crypto';
import type { CfnResource, Stack } from 'aws-cdk-lib';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { SETTINGS_METADATA } from '../../contracts/installation.ts';
import type { Settings } from '../../settings/settings-schema.ts';

/**
 * Has a stack keep the settings that it was made with.
 *
 * CloudFormation takes no template in which nothing but its own metadata is new, and the stack would go on saying what
 * the settings were. Metadata of a resource counts as a change: one carries their digest.
 */
export function keepSettings(stack: Stack, settings: Settings, topic: Topic): void {
  stack.addMetadata(SETTINGS_METADATA, settings);
  const digest = createHash('sha256').update(JSON.stringify(settings)).digest('hex');
  (topic.node.defaultChild as CfnResource).addMetadata(SETTINGS_METADATA, digest);
}
