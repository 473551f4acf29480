import type { Grant } from './grants.ts';

export interface CheckedGrant extends Grant {
  /** What did not happen without it; undefined when everything did. */
  readonly missed: string | undefined;
}

/** The grants as a Markdown table: who, what, on what, and what does not happen without it. */
export function grantTable(grants: readonly CheckedGrant[]): string {
  const rows = grants.map(
    ({ holder, action, resource, missed }) =>
      `| ${shortHolder(holder)} | \`${action}\` | \`${shortResource(resource)}\` | ${missed ?? 'nothing is missed'} |`,
  );
  return ['| who | may | on | what does not happen without it |', '|---|---|---|---|', ...rows].join('\n');
}

/** Without the hash that CDK adds. */
export function shortHolder(holder: string): string {
  return holder.replace(/([0-9A-F]{8})+$/, '');
}

/** Without what differs from one installation to the next. */
function shortResource(resource: string): string {
  return resource
    .replace(/^arn:aws:\w+:[\w-]*:\d*:/, '')
    .replace(/-000000000000-us-east-1/, '')
    .replace(/[0-9a-f]{64}/, 'MODEL')
    .replace(/([0-9A-Fa-f]{8})?-[0-9a-f]{12}(?=\/|$)/, '')
    .replace(/-[0-9a-f]{8}(?=-|$)/, '');
}
