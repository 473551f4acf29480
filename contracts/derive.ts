import * as z from 'zod/mini';

const UNITS_MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const LEAST_WINDOW_MS = UNITS_MS.m;
const MOST_WINDOW_MS = 30 * UNITS_MS.d;

/** More would weigh more than what they are made of. */
const MOST_DERIVED = 12;
/** A function takes 4 KB of variables: what the mapping and the names of what is used leave. */
const MOST_BYTES = 600;

/** The residuals of all features, in one entry: as many features as there are. */
const RESIDUALS = 'residuals';
const RESIDUAL_START = 'residual_';

/** What `derive` looks like, for messages. */
const DERIVE_EXAMPLES =
  '{"count":"1h"}, {"mean":"amount","window":"24h"}, {"sum":"amount","window":"1d"}, {"ratio":"amount","window":"7d"}, {"since":"last"}, {"rare":"merchant"}, {"residual":"temperature"}, "residuals" or "velocity"';

const ERRORS = {
  one: `must be ${DERIVE_EXAMPLES}, a window of 1m to 30d`,
  list: `must be a list, each ${DERIVE_EXAMPLES}`,
  none: 'must not be empty',
  many: `must be at most ${MOST_DERIVED} features`,
  twice: 'must have each feature once; residuals has that of each feature',
  size: `must be at most ${MOST_BYTES} bytes of JSON, which is what a function takes`,
};

const error = { error: ERRORS.one };
const window = z.string(error).check(z.regex(/^[1-9]\d{0,6}[smhd]$/, error), z.refine(isWindow, error));
const name = z.string(error).check(z.regex(/^\S(.*\S)?$/, error));

const derivation = z.union(
  [
    z.strictObject({ count: window }, error),
    z.strictObject({ mean: name, window }, error),
    z.strictObject({ sum: name, window }, error),
    z.strictObject({ ratio: name, window }, error),
    z.strictObject({ since: z.literal('last', error) }, error),
    z.strictObject({ rare: name }, error),
    z.strictObject({ residual: name }, error),
    z.literal([RESIDUALS, 'velocity'], error),
  ],
  error,
);

/**
 * A feature that is made of what a source did: how many observations a window has, mean or sum of a feature over a
 * window, a feature's value in proportion to that mean, seconds since the last observation, how rare a label is, how
 * fast it speaks, or how far a feature's value, or that of every feature, is from what its past leads to.
 */
export type Derivation = Readonly<z.infer<typeof derivation>>;

/** The schema of a list of derived features, whoever it comes from: settings, a model, a function's settings. */
export const deriveSchema = z.array(derivation, { error: ERRORS.list }).check(
  z.refine((list) => list.length > 0, { error: ERRORS.none }),
  z.refine((list) => list.length <= MOST_DERIVED, { error: ERRORS.many }),
  z.refine(hasEachOnce, { error: ERRORS.twice }),
  z.refine((list) => new TextEncoder().encode(JSON.stringify(list)).length <= MOST_BYTES, { error: ERRORS.size }),
);

/**
 * How the feature is called: `count_1h`, `mean_amount_24h`, `since_last`, `rare_merchant`, `residual_temperature`,
 * `velocity`. `residuals` stands for many, which {@link derivedNames} has.
 */
export function derivedName(one: Derivation): string {
  if (typeof one === 'string') return one;
  return Object.entries(one)
    .flatMap(([key, value]) => (key === 'window' ? [value] : [key, value]))
    .join('_');
}

/** How all are called that are derived of rows with these features, in the order of the list. */
export function derivedNames(list: readonly Derivation[], features: readonly string[]): string[] {
  return list.flatMap((one) => (one === RESIDUALS ? features.map(residualName) : [derivedName(one)]));
}

/** Of the features of a model, those that are not derived: what {@link derivedNames} added stands behind them. */
export function ownFeatures(features: readonly string[], list: readonly Derivation[] = []): readonly string[] {
  const single = list.filter((one) => one !== RESIDUALS).length;
  const others = features.length - single;
  return features.slice(0, single < list.length ? others / 2 : others);
}

/** Whether a feature of this name is derived; where all residuals are, no other feature begins as they do. */
export function isDerivedName(name: string, list: readonly Derivation[]): boolean {
  return list.some((one) => (one === RESIDUALS ? name.startsWith(RESIDUAL_START) : name === derivedName(one)));
}

/** How the residual of a feature is called. */
export function residualName(feature: string): string {
  return RESIDUAL_START + feature;
}

/** The feature whose residual has this name; undefined where it is no residual of the list. */
export function residualOf(name: string, list: readonly Derivation[] = []): string | undefined {
  if (!name.startsWith(RESIDUAL_START)) return undefined;
  const feature = name.slice(RESIDUAL_START.length);
  return list.some((one) => one === RESIDUALS || (isOneResidual(one) && one.residual === feature))
    ? feature
    : undefined;
}

/** Whether names of features are the one word that means every column and the residual of each: `raw+residual`. */
export function isRawAndResidual(names: readonly string[] | undefined): boolean {
  return names?.length === 1 && names[0] === 'raw+residual';
}

/** Adds the residuals of all features to what is derived; those of some are among them. */
export function withResiduals(list: readonly Derivation[] = []): Derivation[] {
  return [...list.filter((one) => one !== RESIDUALS && !isOneResidual(one)), RESIDUALS];
}

function isOneResidual(one: Derivation): one is { residual: string } {
  return typeof one !== 'string' && 'residual' in one;
}

function hasEachOnce(list: readonly Derivation[]): boolean {
  if (list.includes(RESIDUALS) && list.some(isOneResidual)) return false;
  return new Set(list.map(derivedName)).size === list.length;
}

/** Names of labels that the features are made of. */
export function derivedLabels(list: readonly Derivation[] = []): string[] {
  return list.flatMap((one) => (typeof one !== 'string' && 'rare' in one ? [one.rare] : []));
}

/** Name of the feature that one is made of; undefined where it is made of none. */
export function derivedFrom(one: Derivation): string | undefined {
  if (typeof one === 'string') return undefined;
  const { mean, sum, ratio, residual } = one as Partial<Record<'mean' | 'sum' | 'ratio' | 'residual', string>>;
  return mean ?? sum ?? ratio ?? residual;
}

/** Milliseconds of a window as `24h`; a whole number of seconds. */
export function windowMs(text: string): number {
  return Number(text.slice(0, -1)) * UNITS_MS[text.at(-1) as keyof typeof UNITS_MS];
}

function isWindow(text: string): boolean {
  const ms = windowMs(text);
  return ms >= LEAST_WINDOW_MS && ms <= MOST_WINDOW_MS;
}

/**
 * What a text stands for: JSON, or words as `count 1h, mean amount 24h, since last, rare merchant, residual
 * temperature, velocity`. What is neither stays as it is, for the schema to refuse.
 */
export function deriveFromText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text.split(',').map((part) => fromWords(part.trim()));
  }
}

function fromWords(text: string): unknown {
  const [kind, ...words] = text.split(/\s+/);
  if (words.length === 0) return text;
  if (!['mean', 'sum', 'ratio'].includes(kind)) return { [kind]: words.join(' ') };
  return { [kind]: words.slice(0, -1).join(' '), window: words.at(-1) };
}
