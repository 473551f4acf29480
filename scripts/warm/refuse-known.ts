import { counted } from '../../contracts/counted.ts';
import type { KnownSource } from '../../operations/sources/read-known-sources.ts';

/**
 * Refuses history of sources that have a past: what is known of them is newer, and it would be learned behind that.
 *
 * @param sources that are known
 * @param taught that have a history
 */
export async function refuseKnown(sources: AsyncIterable<KnownSource>, taught: ReadonlySet<string>): Promise<void> {
  const known = new Set<string>();
  for await (const { source } of sources) if (taught.has(source)) known.add(source);
  if (known.size === 0) return;
  const some = [...known].slice(0, 3).join(', ');
  const have = known.size === 1 ? 'has' : 'have';
  throw new Error(
    `${counted(known.size, 'source')} in it ${have} a past already (${some}), and history would be learned behind it: --forget has them begin anew with the history, --only NAME teaches others alone`,
  );
}
