import { randomUUID } from 'node:crypto';
import { ServiceError } from '../../gateway/service.ts';
import { groupOf, isWithin, type LogsInput } from '../input.ts';
import { type InsightsQuery, insightsQuery } from '../insights/insights-query.ts';
import { discoverFields } from '../insights/scalar.ts';
import type { LogGroups } from '../log-groups.ts';

/** What StartQuery and GetQueryResults say beside what other operations do. */
export interface QueryInput extends LogsInput {
  readonly logGroupNames?: readonly string[];
  readonly logGroupIdentifiers?: readonly string[];
  readonly queryString?: string;
  readonly queryId?: string;
}

const INITIAL_LIMIT = 10_000;

/** StartQuery, which is done at once, and GetQueryResults. */
export function queryOperations(groups: LogGroups): Readonly<Record<string, (input: QueryInput) => object>> {
  const results = new Map<string, object>();
  return {
    StartQuery(input) {
      const queryId = randomUUID();
      results.set(queryId, runQuery(groups, input));
      return { queryId };
    },
    GetQueryResults({ queryId = '' }) {
      const found = results.get(queryId);
      if (!found) throw new ServiceError('ResourceNotFoundException', `Query does not exist: ${queryId}`);
      return found;
    },
  };
}

function runQuery(groups: LogGroups, input: QueryInput): object {
  const { logGroupName, logGroupNames = [], logGroupIdentifiers = [], limit = INITIAL_LIMIT } = input;
  const query = readQuery(input.queryString ?? '');
  const names = [...(logGroupName === undefined ? [] : [logGroupName]), ...logGroupNames, ...logGroupIdentifiers];
  // Here times are seconds.
  const time = { startTime: (input.startTime ?? 0) * 1000, endTime: (input.endTime ?? 0) * 1000 + 999 };
  const lines = names
    .flatMap((name) => groupOf(groups, { logGroupIdentifier: name }).events)
    .filter((event) => isWithin(event, time, true))
    .toSorted((a, b) => a.timestampMs - b.timestampMs);
  const rows = query.run(lines.map(({ timestampMs, message }) => discoverFields(timestampMs, message))).slice(0, limit);
  return {
    status: 'Complete',
    results: rows.map((row) =>
      query.columns.flatMap((field) => (row[field] === undefined ? [] : { field, value: String(row[field]) })),
    ),
    statistics: { recordsMatched: rows.length, recordsScanned: lines.length, bytesScanned: 0 },
  };
}

function readQuery(text: string): InsightsQuery {
  try {
    return insightsQuery(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ServiceError('MalformedQueryException', error.message);
  }
}
