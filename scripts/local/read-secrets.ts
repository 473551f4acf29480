import { readFileSync } from 'node:fs';

/**
 * Reads a JSON file of secrets, `{"weir/slack": "https://...", "ssm:/weir/pager": "..."}`.
 *
 * @throws {Error} by the file's name, without anything that it holds
 */
export function readSecrets(file: string): Readonly<Record<string, string>> {
  const wanted = 'wanted a file of JSON like {"weir/slack": "https://hooks.slack.com/..."}, each a text';
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file} ${(error as NodeJS.ErrnoException).code ?? 'is no JSON'}: ${wanted}`);
  }
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  const secrets = isObject ? (value as object) : { '': null };
  if (Object.values(secrets).every((one) => typeof one === 'string')) return secrets as Record<string, string>;
  throw new Error(`${file} holds something else: ${wanted}`);
}
