/**
 * What XML 1.0 can hold (https://www.w3.org/TR/xml/#charsets). SQS takes no other characters, and so does SNS, which
 * hands messages on to queues.
 */
const XML_TEXT = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;

/** Whether all characters of a text may stand in an XML document. */
export function isXmlText(text: string): boolean {
  return XML_TEXT.test(text);
}

/** Writes a text so that it can stand between tags or in an attribute of XML. */
export function escapeXml(text: string): string {
  return text.replace(/[<>&"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

/** An element with a text in it. */
export function element(name: string, text: string): string {
  return `<${name}>${escapeXml(text)}</${name}>`;
}
