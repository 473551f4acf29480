import { SETTING_NAMES } from './settings-schema.ts';

/** What is wrong with a name that no setting has, and which one may have been meant. */
export function unknownName(name: string): string {
  const alike = nearestName(name.toLowerCase());
  return `does not exist${alike ? `, did you mean ${alike}?` : `: there are ${SETTING_NAMES.join(', ')}`}`;
}

/** More letters than these make another word of it, unless one begins with the other. */
const MOST_TYPOS = 2;

function nearestName(name: string): string | undefined {
  const known = SETTING_NAMES.map((each) => ({ each, typos: editDistance(each.toLowerCase(), name) }));
  const near = known.filter(({ each, typos }) => typos <= MOST_TYPOS || oneBeginsWithOther(each.toLowerCase(), name));
  return near.sort((a, b) => a.typos - b.typos)[0]?.each;
}

function oneBeginsWithOther(a: string, b: string): boolean {
  return a.startsWith(b) || b.startsWith(a);
}

/** Letters to put in, take out or replace to make one of the other (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const letter of a) {
    let before = row[0];
    const next = [before + 1];
    for (const [i, other] of [...b].entries()) {
      const replaced = before + (letter === other ? 0 : 1);
      before = row[i + 1];
      next.push(Math.min(replaced, before + 1, next[i] + 1));
    }
    row = next;
  }
  return row[b.length];
}
