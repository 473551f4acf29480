import type { Features } from '../../contracts/observation.ts';

/** A record may be 1 MiB, an SNS message 256 KiB and a person's patience less. */
const MAX_FEATURES = 50;
const MAX_LABELS = 20;
const MAX_TEXT_LENGTH = 256;

/** The first features, when there are very many. */
export function briefFeatures(features: Features): Features {
  if (Array.isArray(features)) return features.slice(0, MAX_FEATURES);
  return brief(features as Record<string, number | null>, MAX_FEATURES);
}

export function briefLabels(labels: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(brief(labels, MAX_LABELS));
  return Object.fromEntries(entries.map(([name, label]) => [name, cut(label)]));
}

function brief<T>(values: Readonly<Record<string, T>>, max: number): Readonly<Record<string, T>> {
  const entries = Object.entries(values);
  if (entries.length <= max && entries.every(([name]) => name.length <= MAX_TEXT_LENGTH)) return values;
  return Object.fromEntries(entries.slice(0, max).map(([name, value]) => [cut(name), value]));
}

function cut(text: string): string {
  return text.length > MAX_TEXT_LENGTH ? `${text.slice(0, MAX_TEXT_LENGTH)}...`.toWellFormed() : text;
}
