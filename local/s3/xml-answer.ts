import type { ServiceResponse } from '../gateway/service.ts';

/** S3's answer with that root element. */
export function xmlAnswer(root: string, content: string): ServiceResponse {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${content}</${root}>`;
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}

/** The texts of all elements of that name, in their order, without what XML escapes. */
export function elementTexts(body: Uint8Array | string, name: string): string[] {
  const texts = Buffer.from(body)
    .toString()
    .matchAll(new RegExp(`<${name}>([\\s\\S]*?)</${name}>`, 'g'));
  return [...texts].map(([, text]) => unescapeXml(text!));
}

function unescapeXml(text: string): string {
  const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return text.replace(/&(?:#x([\da-fA-F]+)|#(\d+)|(\w+));/g, (_whole, hex, code, name) => {
    if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
    return code ? String.fromCodePoint(Number(code)) : (named[name] ?? '');
  });
}
