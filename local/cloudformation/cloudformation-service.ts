import { escapeXml } from '../gateway/error-response.ts';
import { ServiceError, type ServiceHandler } from '../gateway/service.ts';
import type { ResolvedAssembly, ResolvedStack } from '../template/resolve-assembly.ts';

/** CloudFormation's DescribeStacks, through which scripts find the outputs of what is deployed. */
export function cloudFormationService({ stacks }: Pick<ResolvedAssembly, 'stacks'>): ServiceHandler {
  return async ({ body }) => {
    const form = new URLSearchParams(Buffer.from(body).toString());
    if (form.get('Action') !== 'DescribeStacks') {
      throw new ServiceError('InvalidAction', `the local CloudFormation does not know ${form.get('Action')}`);
    }
    const name = form.get('StackName');
    const found = stacks.filter((stack) => name === null || stack.name === name);
    if (found.length === 0 && name !== null) {
      throw new ServiceError('ValidationError', `Stack with id ${name} does not exist`);
    }
    return {
      status: 200,
      headers: { 'content-type': 'text/xml' },
      body: `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks>${found.map(describe).join('')}</Stacks></DescribeStacksResult></DescribeStacksResponse>`,
    };
  };
}

function describe({ name, outputs }: ResolvedStack): string {
  const members = Object.entries(outputs).map(
    ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${escapeXml(value)}</OutputValue></member>`,
  );
  return `<member><StackName>${name}</StackName><StackId>${name}</StackId><CreationTime>2026-01-01T00:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus><Outputs>${members.join('')}</Outputs></member>`;
}
