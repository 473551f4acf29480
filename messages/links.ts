import { type Alert, type AlertLinks, isAct } from '../contracts/alert.ts';

/** Where people look, as far as it is the same for all alerts. */
export interface LinkSettings {
  readonly region: string;
  /** Of CloudWatch. */
  readonly dashboardName: string;
  /** The consumer's. */
  readonly logGroupName: string;
  readonly runbookUrl?: string;
}

/** An alert is published within minutes of its line in the log, or taken on by the sweeper until a day later. */
const BEFORE_MS = 24 * 3_600_000;
const AFTER_MS = 3_600_000;

/**
 * Adds to an alert where to look.
 *
 * @param nowMs when it is published, milliseconds since the epoch
 */
export function withLinks<T extends Alert>(alert: T, settings: LinkSettings, nowMs: number): T {
  const { region, dashboardName, runbookUrl } = settings;
  const console = `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}`;
  const filter = filterOf(alert);
  const links: AlertLinks = {
    dashboard: `${console}#dashboards/dashboard/${dashboardName}`,
    ...(filter && { log: `${console}#${insights(filter, settings, nowMs)}` }),
    ...(runbookUrl !== undefined && { runbook: runbookUrl }),
  };
  return { ...alert, links };
}

/** What the consumer's lines about it have; undefined where it has none. */
function filterOf(alert: Alert): string | undefined {
  const is = (field: string, value: string) => `${field} = ${JSON.stringify(value)}`;
  if (alert.kind === 'model') return undefined;
  if (alert.kind === 'data_quality') return is('identity', alert.example.identity);
  if (isAct(alert)) return is('incidentId', alert.incidentId);
  if (!('anomaly' in alert)) return is('alertId', alert.alertId);
  return `${is('identity', alert.anomaly.identity)} or ${is('incidentId', alert.incidentId)}`;
}

/** The place of a query in the console of Logs Insights, as the console itself writes it. */
function insights(filter: string, { logGroupName }: LinkSettings, nowMs: number): string {
  const query = `fields @timestamp, @message\n| filter ${filter}\n| sort @timestamp desc\n| limit 100`;
  const time = (ms: number) => `~'${starred(new Date(ms).toISOString())}`;
  const detail = [
    `end${time(nowMs + AFTER_MS)}`,
    `start${time(nowMs - BEFORE_MS)}`,
    "timeType~'ABSOLUTE",
    "tz~'UTC",
    `editorString~'${starred(query)}`,
    `source~(~'${starred(logGroupName)})`,
  ];
  return `logsV2:logs-insights$3FqueryDetail$3D~(${detail.join('~')})`;
}

/** Letters, digits, dots and hyphens as they are, each other byte as a star and its two digits. */
function starred(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*~_]/g, (character) => `%${character.charCodeAt(0).toString(16)}`)
    .replaceAll('%', '*')
    .replace(/\*[0-9A-F]{2}/g, (code) => code.toLowerCase());
}
