import { ok } from '../../result.ts';
import { rewritten } from '../text-part.ts';
import { type Envelope, type EnvelopeContent, holding, isObject, type Members } from './content.ts';

/**
 * A metric of Telegraf's JSON: its fields are the features, its tags the labels, the tag `host` the source.
 * https://docs.influxdata.com/telegraf/v1/data_formats/output/json/
 */
export function telegrafMetric(metric: Members): Envelope | undefined {
  return isMetric(metric) ? holding(toContent(metric, '')) : undefined;
}

/** A batch of them: each is an observation. */
export function telegrafBatch({ metrics }: Members): Envelope | undefined {
  if (!Array.isArray(metrics) || !isMetric(metrics[0])) return undefined;
  return ok({
    count: metrics.length,
    at: (i) => {
      const metric: unknown = metrics[i];
      const path = `metrics[${i}]`;
      const content = isMetric(metric) ? toContent(metric, `${path}.`) : { path, value: {} };
      // What is no metric would be an observation of its own outside of the list.
      const seal = () => rewritten(isMetric(metric) ? metric : { metrics: [metric] });
      return { ...content, isOnly: metrics.length === 1, seal };
    },
  });
}

interface Metric {
  readonly name: string;
  readonly fields: Members;
  readonly tags?: Members;
  readonly timestamp: unknown;
}

function isMetric(value: unknown): value is Metric {
  if (!isObject(value)) return false;
  const { name, fields, tags, timestamp } = value;
  const isTags = isObject(tags) || tags === undefined;
  return typeof name === 'string' && isObject(fields) && isTags && timestamp !== undefined;
}

function toContent({ fields, tags = {}, timestamp }: Metric, path: string): EnvelopeContent {
  const source = typeof tags.host === 'string' && tags.host !== '' ? tags.host : undefined;
  return { path: `${path}fields`, value: { ...fields, labels: tags }, source, timestamp };
}
