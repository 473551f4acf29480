import type { Character } from './character.ts';

/** What people have heard that an incident is like. */
export interface ToldCharacters {
  /** `temperature above`, each once, what led in the last message first. */
  readonly characters: readonly string[];
  /** By the same names: how far from what was expected at most, in units of the feature. */
  readonly distances?: Readonly<Record<string, number>>;
}

/** So many times as far as people have heard is news of a feature that they have heard of. */
const FURTHER = 3;

/** Adds what one message more says. */
export function withTold(before: ToldCharacters | undefined, characters: readonly Character[]): ToldCharacters {
  const names = characters.map(({ name }) => name);
  const others = (before?.characters ?? []).filter((known) => !names.includes(known));
  const distances: Record<string, number> = { ...before?.distances };
  for (const { name, distance = 0 } of characters) {
    if (distance > 0) distances[name] = Math.max(distances[name] ?? 0, distance);
  }
  return { characters: [...names, ...others], ...(Object.keys(distances).length > 0 && { distances }) };
}

/**
 * Finds what people have not heard: what leads, where no message named it; or else the first of what matters that is
 * three times as far from what was expected as in any message. Undefined where they have heard it all.
 */
export function newsOf({ characters: told, distances = {} }: ToldCharacters, characters: readonly Character[]) {
  const [leading] = characters;
  if (leading && !told.includes(leading.name)) return leading.name;
  return characters.find(({ name, distance = 0 }) => distance > FURTHER * (distances[name] ?? Number.POSITIVE_INFINITY))
    ?.name;
}
