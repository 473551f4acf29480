import type { Happening } from '../../report/events.ts';
import type { NamedRow } from '../generate/generated-table.ts';

/** What happens in generated rows, by name: rows of a source that follow one another under the same event. */
export function happeningsIn(rows: Iterable<NamedRow>): Happening[] {
  const all: Happening[] = [];
  /** By source, the place of what goes on. */
  const open = new Map<string, number>();
  for (const { source, timestampMs: toMs, event: name } of rows) {
    if (name === undefined) {
      open.delete(source);
      continue;
    }
    const at = open.get(source) ?? all.length;
    if (all[at] && all[at].name !== name)
      throw new Error(`two events of ${source} touch at ${new Date(toMs).toISOString()}`);
    all[at] = { source, fromMs: all[at]?.fromMs ?? toMs, toMs, name };
    open.set(source, at);
  }
  return all;
}
