import { ServiceError, type ServiceHandler } from '../gateway/service.ts';
import { element } from '../gateway/xml.ts';
import type { ResolvedAssembly, ResolvedStack, Resource } from '../template/resolve-assembly.ts';

/** Nothing is half done here: what did not come up ended the local cloud. */
const STATUS = 'CREATE_COMPLETE';

type Stacks = ResolvedAssembly['stacks'];

/** What CloudFormation says of the stacks: what they are, what they put out, and what is in them. */
export function cloudFormationService({ stacks }: Pick<ResolvedAssembly, 'stacks'>): ServiceHandler {
  const operations = stackOperations(stacks, new Date().toISOString());
  return async ({ body }) => {
    const form = new URLSearchParams(Buffer.from(body).toString());
    const action = form.get('Action') ?? '';
    const operation = operations[action];
    if (!operation) throw new ServiceError('InvalidAction', `the local CloudFormation does not know ${action}`);
    return {
      status: 200,
      headers: { 'content-type': 'text/xml' },
      body: `<${action}Response xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><${action}Result>${operation(form)}</${action}Result></${action}Response>`,
    };
  };
}

function stackOperations(
  stacks: Stacks,
  startedAt: string,
): Readonly<Record<string, (form: URLSearchParams) => string>> {
  return {
    DescribeStacks(form) {
      const found = form.has('StackName') ? [stackNamed(stacks, form)] : stacks;
      return list(
        'Stacks',
        found.map((stack) => describeStack(stack, startedAt)),
      );
    },
    ListStacks(form) {
      const wanted = [...form].filter(([name]) => name.startsWith('StackStatusFilter.member.'));
      const found = wanted.length === 0 || wanted.some(([, status]) => status === STATUS) ? stacks : [];
      return list(
        'StackSummaries',
        found.map((stack) => summary(stack, startedAt)),
      );
    },
    GetTemplateSummary: (form) => element('Metadata', JSON.stringify(stackNamed(stacks, form).metadata)),
    DescribeStackResources(form) {
      const id = form.get('LogicalResourceId');
      const stack = form.has('StackName') ? stackNamed(stacks, form) : stackWith(stacks, form);
      const found = stack.resources().filter(({ logicalId }) => id === null || logicalId === id);
      const of = `${element('StackName', stack.name)}${element('StackId', stack.id)}`;
      const time = element('Timestamp', startedAt);
      return list(
        'StackResources',
        found.map((resource) => `${of}${describeResource(resource)}${time}`),
      );
    },
    ListStackResources(form) {
      const found = stackNamed(stacks, form).resources();
      const time = element('LastUpdatedTimestamp', startedAt);
      return list(
        'StackResourceSummaries',
        found.map((resource) => `${describeResource(resource)}${time}`),
      );
    },
  };
}

function stackNamed(stacks: Stacks, form: URLSearchParams): ResolvedStack {
  const name = form.get('StackName') ?? '';
  const found = stacks.find((stack) => stack.name === name || stack.id === name);
  if (found) return found;
  throw new ServiceError('ValidationError', `Stack with id ${name} does not exist`);
}

function stackWith(stacks: Stacks, form: URLSearchParams): ResolvedStack {
  const physicalId = form.get('PhysicalResourceId') ?? '';
  const found = stacks.find((stack) => stack.resources().some(({ ref }) => ref === physicalId));
  if (found) return found;
  throw new ServiceError('ValidationError', `Stack for ${physicalId} does not exist`);
}

function list(name: string, members: readonly string[]): string {
  return `<${name}>${members.map((member) => `<member>${member}</member>`).join('')}</${name}>`;
}

function describeStack(stack: ResolvedStack, startedAt: string): string {
  const outputs = Object.entries(stack.outputs).map(
    ([key, value]) => `${element('OutputKey', key)}${element('OutputValue', value)}`,
  );
  return `${summary(stack, startedAt)}${list('Outputs', outputs)}`;
}

function summary({ name, id }: ResolvedStack, startedAt: string): string {
  const time = element('CreationTime', startedAt);
  return `${element('StackName', name)}${element('StackId', id)}${time}${element('StackStatus', STATUS)}`;
}

function describeResource({ logicalId, ref, type }: Resource): string {
  const ids = `${element('LogicalResourceId', logicalId)}${element('PhysicalResourceId', ref)}`;
  return `${ids}${element('ResourceType', type)}${element('ResourceStatus', STATUS)}`;
}
