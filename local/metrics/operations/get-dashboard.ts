import { ServiceError } from '../../gateway/service.ts';
import type { Resource } from '../../template/resolve-assembly.ts';
import type { CloudWatchOperations } from '../cloudwatch-service.ts';

/** GetDashboard: a dashboard of the templates, as it is deployed. They are resolved when somebody asks. */
export function dashboardOperations(dashboards: () => readonly Resource[]): CloudWatchOperations {
  return {
    GetDashboard({ DashboardName = '' }: { readonly DashboardName?: string }) {
      const found = dashboards().find(({ ref }) => ref === DashboardName);
      if (!found) throw new ServiceError('DashboardNotFoundError', `Dashboard ${DashboardName} does not exist`, 404);
      const { DashboardBody = '' } = found.properties;
      return { DashboardArn: found.attributes.Arn, DashboardBody, DashboardName };
    },
  };
}
