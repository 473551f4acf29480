/** A table of a page, by the heading above it. */
export interface PageTable {
  readonly heading: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The tables of a page in Markdown, in their order; `\|` in a cell is a bar. */
export function tablesIn(markdown: string): PageTable[] {
  return markdown.split(/^#+ /m).flatMap((section) => {
    const [heading] = section.split('\n', 1);
    return [...section.matchAll(/(?:^\|.*\|$\n?)+/gm)].map(([table]) => {
      const [head, , ...rows] = table.trimEnd().split('\n').map(cellsOf);
      return { heading, head, rows };
    });
  });
}

function cellsOf(line: string): string[] {
  const cells = line.slice(1, -1).split(/(?<!\\)\|/);
  return cells.map((cell) => cell.trim().replaceAll('\\|', '|'));
}
