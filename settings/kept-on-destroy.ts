import type { Settings } from './settings-schema.ts';

/** Says what `cdk destroy` leaves, and why: the CDK tells an app nothing of the command that synthesises it. */
export function keptOnDestroy({ name, onDelete, streamArn, archive }: Settings): string {
  const stream = streamArn ? '' : 'its stream, ';
  const verdicts = archive === 'on' ? 'archive, ' : '';
  const data = `${stream}incidents, quarantine, ${verdicts}models and what is known of sources`;
  return onDelete === 'retain'
    ? `cdk destroy would keep of ${name} ${data}, which nobody can make again (onDelete=retain): docs/remove.md says what they cost`
    : `cdk destroy would delete of ${name} ${data}, too (onDelete=destroy)`;
}
