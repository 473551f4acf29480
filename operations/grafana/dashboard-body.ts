/** The body of a CloudWatch dashboard, as far as ours go. */
export interface DashboardBody {
  readonly widgets: readonly DashboardWidget[];
}

export interface DashboardWidget {
  readonly type: 'text' | 'alarm' | 'metric' | 'log';
  /** Of 24 columns. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: WidgetProperties;
}

export interface WidgetProperties {
  readonly title?: string;
  readonly region?: string;
  /** `timeSeries`, `table`, ... */
  readonly view?: string;
  readonly stacked?: boolean;
  readonly markdown?: string;
  /** ARNs. */
  readonly alarms?: readonly string[];
  /** `SOURCE 'GROUP' | ... | QUERY` */
  readonly query?: string;
  readonly metrics?: readonly WidgetMetric[];
}

/** Namespace, name, dimensions in turn, and how it is shown; of an expression the last alone. */
export type WidgetMetric = readonly [...string[], WidgetMetricOptions];

export interface WidgetMetricOptions {
  readonly id?: string;
  readonly label?: string;
  /** `Average` when absent. */
  readonly stat?: string;
  /** Seconds. */
  readonly period?: number;
  readonly visible?: boolean;
  readonly expression?: string;
  readonly yAxis?: 'left' | 'right';
}

/** Splits a log widget's query into its log groups and what is asked of them. */
export function askedOfLogs(query: string): { readonly groups: readonly string[]; readonly asked: string } {
  const groups = [...query.matchAll(/SOURCE '([^']+)' \| /g)].map(([, group]) => group!);
  return { groups, asked: query.replace(/^(?:SOURCE '[^']+' \| )+/, '') };
}
