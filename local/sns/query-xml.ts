import { element } from '../gateway/xml.ts';

/** Attributes as SNS writes a map. */
export function attributeEntries(attributes: Readonly<Record<string, string>>): string {
  const entries = Object.entries(attributes).map(
    ([key, value]) => `<entry>${element('key', key)}${element('value', value)}</entry>`,
  );
  return `<Attributes>${entries.join('')}</Attributes>`;
}

/** Reads `Attributes.entry.1.key`, `.value`, ... of a form. */
export function formAttributes(form: URLSearchParams): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (let i = 1; form.has(`Attributes.entry.${i}.key`); i++) {
    attributes[form.get(`Attributes.entry.${i}.key`)!] = form.get(`Attributes.entry.${i}.value`) ?? '';
  }
  return attributes;
}
