import type { Verdict } from '../../../contracts/verdict.ts';

/** A verdict with the largest of its contributions, and the first of its imputed names, that are so many bytes of JSON together. */
export function shortenVerdict(verdict: Verdict, maxBytes: number): Verdict {
  const { imputed, contributions, ...rest } = verdict;
  const room = maxBytes - bytesOf({ ...rest, imputed: [], contributions: [] });
  const names = imputed && firstOf(imputed, contributions ? room / 2 : room);
  const largest = contributions && firstOf(contributions, room - (names ? bytesOf(names) : 0));
  return { ...rest, ...(names && { imputed: names }), ...(largest && { contributions: largest }) };
}

/** As many as fit, with a comma behind each. */
function firstOf<T>(items: readonly T[], room: number): T[] {
  let left = room;
  const end = items.findIndex((item) => {
    left -= bytesOf(item) + 1;
    return left < 0;
  });
  return items.slice(0, end === -1 ? items.length : end);
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
