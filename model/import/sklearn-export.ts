import * as z from 'zod/mini';
import { sklearnForest } from './sklearn-forest.ts';
import { sklearnLocalOutlierFactor } from './sklearn-local-outlier-factor.ts';
import { sklearnOneClassSvm } from './sklearn-one-class-svm.ts';

const sklearnExport = z.discriminatedUnion('format', [sklearnForest, sklearnLocalOutlierFactor, sklearnOneClassSvm]);

/** A fitted model of scikit-learn, of one of the kinds that can be imported. */
export type SklearnExport = z.infer<typeof sklearnExport>;

/** Reads an exported model. @throws {Error} when the text is not what `scripts/export-sklearn.py` writes */
export function decodeSklearnExport(text: string): SklearnExport {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new Error('this is not JSON');
  }
  const { data, error } = sklearnExport.safeParse(document);
  if (error) throw new Error(`${describe(error.issues[0], document)}; export the model again`);
  return data;
}

function describe({ code, path, message }: z.core.$ZodIssue, document: unknown): string {
  const where = path.join('.') || 'the document';
  if (code !== 'custom') return `${where} is not what scripts/export-sklearn.py writes`;
  const got = path.reduce<unknown>((part, key) => (part as Record<PropertyKey, unknown>)[key], document);
  return `${where} is ${JSON.stringify(got)}, ${message}`;
}
