import { holds, type RequestContext } from './conditions.ts';
import type { Statement } from './statement.ts';
import { matchesWildcard } from './wildcard.ts';

/** One thing that a request needs to be allowed to do. */
export interface Permission {
  /** `s3:PutObject` */
  readonly action: string;
  /** ARN, or `*` for actions that know no resource. */
  readonly resource: string;
  readonly context?: RequestContext;
}

export type AccessDecision =
  | { readonly allowed: true; readonly by: Statement }
  /** Without a statement, nothing allows it; with one, that one denies it. */
  | { readonly allowed: false; readonly by?: Statement };

/** IAM's rule within one account: an explicit deny wins, else one allow suffices, else no. */
export function decide(statements: readonly Statement[], permission: Permission): AccessDecision {
  const applying = statements.filter((statement) => applies(statement, permission));
  const denying = applying.find(({ effect }) => effect === 'Deny');
  if (denying) return { allowed: false, by: denying };
  const allowing = applying.find(({ effect }) => effect === 'Allow');
  return allowing ? { allowed: true, by: allowing } : { allowed: false };
}

function applies(statement: Statement, { action, resource, context = {} }: Permission): boolean {
  const matchesAction = (pattern: string) => matchesWildcard(pattern.toLowerCase(), action.toLowerCase());
  const matchesResource = (pattern: string) => matchesWildcard(pattern, resource);
  const { actions, notActions, resources, notResources, conditions } = statement;
  return (
    (notActions.length > 0 ? !notActions.some(matchesAction) : actions.some(matchesAction)) &&
    (notResources.length > 0 ? !notResources.some(matchesResource) : resources.some(matchesResource)) &&
    conditions.every((condition) => holds(condition, context))
  );
}
