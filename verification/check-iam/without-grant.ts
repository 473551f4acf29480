import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GrantPlace } from './grants.ts';

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

interface TemplateJson {
  readonly Resources: Record<string, { Properties: { PolicyDocument: { Statement: Statement[] } } }>;
}

/** Copies an assembly to `copyDir` and takes one grant out of it. */
export function copyWithoutGrant(assemblyDir: string, copyDir: string, place: GrantPlace, action: string): void {
  cpSync(assemblyDir, copyDir, { recursive: true });
  const file = join(copyDir, `${place.stackName}.template.json`);
  const template = JSON.parse(readFileSync(file, 'utf8')) as TemplateJson;
  if (place.statement) {
    const document = template.Resources[place.logicalId].Properties.PolicyDocument;
    const { index, resources } = place.statement;
    document.Statement.splice(index, 1, ...splitStatement(document.Statement[index], action, resources));
  } else {
    delete template.Resources[place.logicalId];
  }
  writeFileSync(file, JSON.stringify(template));
}

/** What is left of a statement: its other actions on everything, and the action on the other resources. */
function splitStatement(statement: Statement, action: string, resources: readonly number[]): Statement[] {
  const otherActions = list(statement.Action).filter((name) => name !== action);
  const otherResources = list(statement.Resource).filter((_resource, index) => !resources.includes(index));
  return [
    ...(otherActions.length > 0 ? [{ ...statement, Action: otherActions as string[] }] : []),
    ...(otherResources.length > 0 ? [{ ...statement, Action: action, Resource: otherResources }] : []),
  ];
}

function list<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? value : [value as T];
}
