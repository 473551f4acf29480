import { type ILogGroup, QueryDefinition, QueryString } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { FALLBACK_QUERIES, LOG_QUERIES } from './log-queries.ts';

export interface SavedQueriesProps {
  /** Folder of the queries in Logs Insights. */
  readonly folder: string;
  readonly logGroup: ILogGroup;
  /** Whether the function scores while the endpoint is away. */
  readonly hasFallback: boolean;
}

/** The questions that people ask of the consumer's log, ready in Logs Insights. */
export class SavedQueries extends Construct {
  constructor(scope: Construct, id: string, { folder, logGroup, hasFallback }: SavedQueriesProps) {
    super(scope, id);
    const queries = hasFallback ? { ...LOG_QUERIES, ...FALLBACK_QUERIES } : LOG_QUERIES;
    for (const [name, queryString] of Object.entries(queries)) {
      new QueryDefinition(this, name.replaceAll(' ', ''), {
        queryDefinitionName: `${folder}/${name}`,
        queryString: new QueryString(queryString),
        logGroups: [logGroup],
      });
    }
  }
}
