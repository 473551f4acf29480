import Table from 'cli-table3';
import type { ModelCard } from '../../contracts/model-card.ts';

/** A day and a time, to the minute. */
export function dayAndTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** A number to four digits. */
export function numberText(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** A share as people read it. */
export function percent(share: number): string {
  return `${numberText(share * 100)} %`;
}

/** Between which shares another measurement lies in 19 of 20 cases. */
export function shareRange({ low, high }: NonNullable<ModelCard['flagged']>): string {
  return `${percent(low)} to ${percent(high)}`;
}

/** How large a version is. */
export function sizeText({ archiveBytes, unpackedBytes }: ModelCard): string {
  return `${(archiveBytes / 1e6).toFixed(2)} MB, unpacked ${(unpackedBytes / 1e6).toFixed(2)} MB`;
}

/** A table without lines between its rows. */
export function tableText(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const chars = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' };
  const table = new Table({ head: [...head], chars, style: { head: [], border: [] } });
  for (const row of rows) table.push([...row]);
  return table.toString();
}
