import * as z from 'zod/mini';
import { deriveSchema } from '../contracts/derive.ts';

const numbers = z.readonly(z.array(z.number()));
const sentences = z.readonly(z.array(z.string()));

const scale = { scores: numbers, surprises: numbers, reach: z.number() };

/** What `model.json` holds: all of a model that people may want to read. */
const modelJson = z.object({
  format: z.literal('weir-model'),
  formatVersion: z.literal(1),
  detector: z.object({ kind: z.string(), sha256: z.string() }),
  reference: z.object({ sha256: z.string() }),
  features: z.readonly(z.array(z.string()).check(z.minLength(1))),
  medians: numbers,
  missingValues: z.optional(numbers),
  derive: z.optional(z.readonly(deriveSchema)),
  threshold: z.number(),
  /** How rare which score was in training, and where the values of each feature ended. */
  calibration: z.optional(
    z.object({ ...scale, low: numbers, high: numbers, spreads: numbers, sums: z.optional(z.object(scale)) }),
  ),
  /** Only without calibration. */
  gradeScale: z.optional(z.object({ scores: numbers, grades: numbers })),
  training: z.object({
    sample: z.optional(z.literal(true)),
    rows: z.optional(z.number()),
    seed: z.number(),
    parameters: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
    thresholdRule: z.string(),
    askedShare: z.optional(z.number()),
    thresholdRows: z.optional(z.number()),
    thresholdBefore: z.optional(z.string()),
    trimmedRows: z.optional(z.number()),
    anomalousShare: z.optional(z.number()),
    rowsPerDay: z.optional(z.number()),
    cautions: z.optional(sentences),
    unnoticed: z.optional(sentences),
  }),
});

/** `model.json` as a value. */
export type ModelJson = Readonly<z.infer<typeof modelJson>>;

/** Writes `model.json`: values that are the same give the same text, in whatever order they were put together. */
export function encodeModelJson(json: ModelJson): string {
  return `${JSON.stringify(modelJson.parse(json), null, 2)}\n`;
}
/** How rare which score, or which sum, was. */
export type SurpriseScaleJson = NonNullable<NonNullable<ModelJson['calibration']>['sums']>;

/** Reads `model.json`. @throws {Error} saying what is wrong, and where in the document */
export function decodeModelJson(text: string): ModelJson {
  const document = parse(text);
  const { error, data } = modelJson.safeParse(document);
  if (error) throw new Error(describe(error.issues[0], document));
  const { features, medians } = data;
  if (medians.length !== features.length) {
    throw new Error(`medians: got ${medians.length}, wanted one for each of the ${features.length} features`);
  }
  checkScales(data);
  return data;
}

function checkScales({ features, calibration, gradeScale }: ModelJson): void {
  if (!calibration && !gradeScale) throw new Error('calibration: got nothing, wanted it, or a gradeScale');
  if (gradeScale && (gradeScale.scores.length !== gradeScale.grades.length || gradeScale.scores.length === 0)) {
    const { scores, grades } = gradeScale;
    throw new Error(
      `gradeScale: got ${scores.length} scores and ${grades.length} grades, wanted as many, and at least one`,
    );
  }
  if (!calibration) return;
  const { low, high, spreads, sums } = calibration;
  checkScale('calibration', calibration);
  if (sums) checkScale('calibration.sums', sums);
  const [name, list] = Object.entries({ low, high, spreads }).find(([, list]) => list.length !== features.length) ?? [];
  if (list === undefined) return;
  throw new Error(`calibration.${name}: got ${list.length}, wanted one for each of the ${features.length} features`);
}

function checkScale(path: string, { scores, surprises }: Pick<SurpriseScaleJson, 'scores' | 'surprises'>): void {
  if (scores.length === surprises.length && scores.length > 0) return;
  throw new Error(
    `${path}: got ${scores.length} scores and ${surprises.length} surprises, wanted as many, and at least one`,
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('this is not JSON');
  }
}

function describe(issue: z.core.$ZodIssue, document: unknown): string {
  const value = issue.path.reduce<unknown>((part, key) => (part as Record<PropertyKey, unknown>)?.[key], document);
  const got = value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 60);
  const wanted =
    issue.code === 'invalid_type' ? issue.expected : 'values' in issue ? issue.values.join(' or ') : issue.code;
  return `${issue.path.join('.') || 'the document'}: got ${got}, wanted ${wanted}`;
}
