/** The lines of a Markdown table of codes. The first cell of each row is set as code. */
export function markdownTable(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(([code, ...rest]) => line([`\`${code}\``, ...rest]))];
}
