import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toPlainText } from '../../contracts/plain-text.ts';
import { escapeHtml, html, scriptJson } from '../../report/html.ts';
import { hostileText } from '../support/hostile-text.ts';

const HOSTILE = [
  '</script><script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '<!--',
  '<!--<script>',
  '\u2028\u2029',
  '\ud800',
  '\u202egnp.exe',
  '&lt;b&gt;',
];

describe('html', () => {
  test.each(HOSTILE)('leaves no way out of text or attribute for %j', (text) => {
    const { markup } = html`<p title="${text}">${text}</p>`;
    const inside = markup.slice('<p title="'.length, -'</p>'.length).replace('">', '');
    expect(inside).not.toMatch(/[<>"']/);
  });

  test('keeps its own markup, joins lists, and drops what is absent', () => {
    const items = ['a', 'b'].map((name) => html`<li>${name}</li>`);
    expect(html`<ul>${items}${undefined}${false}${0}</ul>`.markup).toBe('<ul><li>a</li><li>b</li>0</ul>');
  });

  test('shows a mark where a character would be invisible or turn the text around', () => {
    expect(escapeHtml('a\u202eb\u0000c')).toBe('a\ufffdb\ufffdc');
  });
});

describe('scriptJson', () => {
  test.each(HOSTILE)('cannot end the script element, and reads back as the same text, for %j', (text) => {
    const { markup } = scriptJson({ name: text });
    expect(markup).not.toMatch(/[<>\u2028\u2029]/);
    const visible = text.toWellFormed().replace(/[\u2028\u2029\u202e]/g, '\ufffd');
    expect(JSON.parse(markup)).toEqual({ name: visible });
  });

  test('holds any names and texts on one line that ends nothing, and reads back what the page shows of them', () => {
    fc.assert(
      fc.property(fc.array(hostileText()), hostileText(), (sources, name) => {
        const { markup } = scriptJson({ sources, [name]: 1 });
        expect(markup).not.toMatch(/[<>&\n\r\u2028\u2029]/);
        expect(JSON.parse(markup)).toEqual({ sources: sources.map(toPlainText), [name]: 1 });
      }),
    );
  });
});
