import { ServiceError, type ServiceHandler } from '../gateway/service.ts';
import { element } from '../gateway/xml.ts';
import type { ResolvedAssembly, ResolvedStack, Resource } from '../template/resolve-assembly.ts';

/** Nothing is half done here: what did not come up ended the local cloud. */
const STATUS = 'CREATE_COMPLETE';

/** What CloudFormation says of the stacks: what they are, what they put out, and what is in them. */
export function cloudFormationService({ stacks }: Pick<ResolvedAssembly, 'stacks'>): ServiceHandler {
  const startedAt = new Date().toISOString();
  const operations: Readonly<Record<string, (form: URLSearchParams) => string>> = {
    DescribeStacks(form) {
      const found = form.has('StackName') ? [stackNamed(form)] : stacks;
      return `<Stacks>${found.map((stack) => describeStack(stack, startedAt)).join('')}</Stacks>`;
    },
    ListStacks(form) {
      const wanted = [...form]
        .filter(([name]) => name.startsWith('StackStatusFilter.member.'))
        .map(([, value]) => value);
      const found = wanted.length === 0 || wanted.includes(STATUS) ? stacks : [];
      return `<StackSummaries>${found.map((stack) => `<member>${summary(stack, startedAt)}</member>`).join('')}</StackSummaries>`;
    },
    DescribeStackResources(form) {
      const id = form.get('LogicalResourceId');
      const stack = form.has('StackName') ? stackNamed(form) : stackWith(form.get('PhysicalResourceId') ?? '');
      const found = stack.resources().filter(({ logicalId }) => id === null || logicalId === id);
      const members = found.map((resource) => {
        const of = `${element('StackName', stack.name)}${element('StackId', stack.id)}`;
        return `<member>${of}${describeResource(resource)}${element('Timestamp', startedAt)}</member>`;
      });
      return `<StackResources>${members.join('')}</StackResources>`;
    },
    ListStackResources(form) {
      const members = stackNamed(form)
        .resources()
        .map((resource) => {
          return `<member>${describeResource(resource)}${element('LastUpdatedTimestamp', startedAt)}</member>`;
        });
      return `<StackResourceSummaries>${members.join('')}</StackResourceSummaries>`;
    },
  };

  function stackNamed(form: URLSearchParams): ResolvedStack {
    const name = form.get('StackName') ?? '';
    const found = stacks.find((stack) => stack.name === name || stack.id === name);
    if (found) return found;
    throw new ServiceError('ValidationError', `Stack with id ${name} does not exist`);
  }

  function stackWith(physicalId: string): ResolvedStack {
    const found = stacks.find((stack) => stack.resources().some(({ ref }) => ref === physicalId));
    if (found) return found;
    throw new ServiceError('ValidationError', `Stack for ${physicalId} does not exist`);
  }

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

function describeStack(stack: ResolvedStack, startedAt: string): string {
  const members = Object.entries(stack.outputs).map(
    ([key, value]) => `<member>${element('OutputKey', key)}${element('OutputValue', value)}</member>`,
  );
  return `<member>${summary(stack, startedAt)}<Outputs>${members.join('')}</Outputs></member>`;
}

function summary({ name, id }: ResolvedStack, startedAt: string): string {
  const time = element('CreationTime', startedAt);
  return `${element('StackName', name)}${element('StackId', id)}${time}${element('StackStatus', STATUS)}`;
}

function describeResource({ logicalId, ref, type }: Resource): string {
  const ids = `${element('LogicalResourceId', logicalId)}${element('PhysicalResourceId', ref)}`;
  return `${ids}${element('ResourceType', type)}${element('ResourceStatus', STATUS)}`;
}
