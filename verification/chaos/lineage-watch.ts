import { LOG_MESSAGES } from '../../contracts/log-lines.ts';
import type { GapReason } from '../../lambda/source-state/ports.ts';

/** After these all is known that could be: a record that nobody may decode teaches nothing. */
const WHOLE: readonly GapReason[] = ['settings', 'crashed'];

const WANTED = `"message":"${LOG_MESSAGES.sourceState}"`;

/** Finds where something was left out of what is known of sources. */
export class LineageWatch {
  /** What was said of each, with its reason and the invocation. */
  readonly gaps: string[] = [];

  /** @param text one line of a function's log */
  read(text: string): void {
    if (!text.includes(WANTED) || !text.includes('"kind":"lineage"') || !text.endsWith('}')) return;
    const { reason } = JSON.parse(text) as { readonly reason: GapReason };
    if (!WHOLE.includes(reason)) this.gaps.push(text);
  }
}
