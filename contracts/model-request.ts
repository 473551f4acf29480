/**
 * How a request names the model that it wants, and brings it along: any version can be asked of any endpoint. One that
 * does not hold it answers 200 with {@link encodeModelNeeded}, since a 4xx would ring its alarms, and the request comes
 * again with the archive in front of it.
 */
const ATTRIBUTE = /^weir-model=([0-9a-f]{64})$/;

/** Of a request with {@link attachModel} around its JSON. */
export const WITH_MODEL_CONTENT_TYPE = 'application/vnd.weir.model+json';

/** A larger archive does not travel: its version must be deployed. */
export const MAX_TRAVELLING_BYTES = 1_500_000;

/** What an archive that travels may take when it is unpacked. */
export const MAX_UNPACKED_MODEL_BYTES = 12_000_000;

/** The custom attributes of a request that wants this version. @param identity 64 hexadecimal digits */
export function modelAttribute(identity: string): string {
  return `weir-model=${identity}`;
}

/** The version that a request wants; undefined where its custom attributes are somebody else's, or none. */
export function modelOfAttributes(attributes: string | undefined): string | undefined {
  return attributes === undefined ? undefined : ATTRIBUTE.exec(attributes)?.[1];
}

/** Puts the archive in front of a request's body: its length as four bytes, little endian, the archive, the body. */
export function attachModel(archive: Uint8Array, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + archive.length + body.length);
  new DataView(bytes.buffer).setUint32(0, archive.length, true);
  bytes.set(archive, 4);
  bytes.set(body, 4 + archive.length);
  return bytes;
}

/** Takes apart what {@link attachModel} made, in views of its bytes; undefined of what it never made. */
export function detachModel(
  bytes: Uint8Array,
): { readonly archive: Uint8Array; readonly body: Uint8Array } | undefined {
  if (bytes.length < 4) return undefined;
  const end = 4 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  return end > bytes.length ? undefined : { archive: bytes.subarray(4, end), body: bytes.subarray(end) };
}

/** The answer of a container that does not hold the version. */
export function encodeModelNeeded(identity: string): string {
  return JSON.stringify({ modelNeeded: identity });
}

/** The version that an answer asks for; undefined of any other answer. */
export function modelNeededBy(answer: string): string | undefined {
  if (!answer.startsWith('{"modelNeeded":')) return undefined;
  return /^\{"modelNeeded":"([0-9a-f]{64})"\}$/.exec(answer)?.[1];
}
