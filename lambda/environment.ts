/** @throws {Error} naming every variable that is missing, all at once */
export function readEnvironment<Name extends string>(
  environment: NodeJS.ProcessEnv,
  names: readonly Name[],
): Record<Name, string> {
  const missing = names.filter((name) => !environment[name]);
  if (missing.length > 0)
    throw new Error(`the environment lacks ${missing.join(', ')}: deploy the function with its stack`);
  return Object.fromEntries(names.map((name) => [name, environment[name]!])) as Record<Name, string>;
}

/** @throws {Error} unless the variable is a positive number */
export function toNumber<Name extends string>(given: Record<Name, string>, name: Name): number {
  const value = Number(given[name]);
  if (!Number.isFinite(value) || value <= 0)
    throw new Error(`${name} must be a positive number, got ${JSON.stringify(given[name])}`);
  return value;
}
