import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const CSS = readFileSync(new URL('../../report/page/report.css', import.meta.url), 'utf8');

/** WCAG 2.2, "relative luminance" and "contrast ratio". */
function contrast(a: string, b: string): number {
  const luminance = (colour: string) => {
    const [red, green, blue] = [1, 3, 5].map((at) => {
      const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
  };
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light! + 0.05) / (dark! + 0.05);
}

/** The colours of the n-th block of `:root`: light, then dark. */
function palette(block: number): Record<string, string> {
  const text = CSS.split(/:root[^{]*\{/)[block + 1].split('}')[0];
  return Object.fromEntries(
    [...text.matchAll(/--([a-z]+): (#[0-9a-f]{6})/g)].map(([, name, colour]) => [name!, colour!]),
  );
}

test.each([
  ['light', palette(0)],
  ['dark', palette(1)],
])('text can be read and marks can be seen, %s', (_scheme, colours) => {
  for (const background of [colours.page!, colours.surface!]) {
    for (const name of [
      'ink',
      'muted',
      'low',
      'medium',
      'high',
      'critical',
      'strange',
      'stream',
      'step',
      'missed',
      'water',
    ]) {
      expect(contrast(colours[name], background), name).toBeGreaterThanOrEqual(4.5);
    }
  }
});
