import { Stack } from 'aws-cdk-lib';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { LinkSettings } from '../../contracts/function-settings.ts';
import type { Settings } from '../../settings/settings-schema.ts';

/** What those who publish alerts are told of where people look. The dashboard has the stack's name. */
export function alertLinks(scope: Construct, logGroup: ILogGroup, { runbookUrl }: Settings): LinkSettings {
  const { region, stackName: dashboardName } = Stack.of(scope);
  return { region, dashboardName, logGroupName: logGroup.logGroupName, runbookUrl };
}
