import type { Features } from '../contracts/observation.ts';
import type { Contribution, Verdict } from '../contracts/verdict.ts';

/** A record may be 1 MiB, an SNS message 256 KiB, and a person's backoff less. */
const MAX_FEATURES = 30;
const MAX_CONTRIBUTIONS = 10;
const MAX_LABELS = 10;
const MAX_NAME_LENGTH = 128;
const MAX_SENTENCE_LENGTH = 2000;

/** The first features, when there are very many. */
export function briefFeatures(features: Features): Features {
  if (Array.isArray(features)) return features.slice(0, MAX_FEATURES);
  return brief(features as Record<string, number | null>, MAX_FEATURES);
}

/** Keeps the first labels and the beginnings of their texts, so that an alert stays within what a message may hold. */
export function briefLabels(labels: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(brief(labels, MAX_LABELS));
  return Object.fromEntries(entries.map(([name, label]) => [name, cut(label)]));
}

/** What contributed most, and what was said of it. Names of imputed features begin with those that contributed. */
export function briefVerdict({ contributions, explanation, imputed, ...verdict }: Verdict): Verdict {
  const most = contributions?.slice(0, MAX_CONTRIBUTIONS);
  return {
    ...verdict,
    ...(imputed && { imputed: briefImputed(imputed, most) }),
    ...(most && { contributions: most.map((one) => ({ ...one, feature: cut(one.feature) })) }),
    ...(explanation !== undefined && { explanation: cut(explanation, MAX_SENTENCE_LENGTH) }),
  };
}

/** A contribution's value must not pass for one that came, however many are missing. */
function briefImputed(imputed: readonly string[], contributions: readonly Contribution[] = []): string[] {
  const missing = new Set(imputed);
  const shown = contributions.map(({ feature }) => feature).filter((feature) => missing.has(feature));
  return [...new Set([...shown, ...imputed])].slice(0, MAX_FEATURES).map((name) => cut(name));
}

function brief<T>(values: Readonly<Record<string, T>>, max: number): Readonly<Record<string, T>> {
  const entries = Object.entries(values);
  if (entries.length <= max && entries.every(([name]) => name.length <= MAX_NAME_LENGTH)) return values;
  return Object.fromEntries(entries.slice(0, max).map(([name, value]) => [cut(name), value]));
}

function cut(text: string, maxLength = MAX_NAME_LENGTH): string {
  return text.length > maxLength ? `${text.slice(0, maxLength).toWellFormed()}...` : text;
}
