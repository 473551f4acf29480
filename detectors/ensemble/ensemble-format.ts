import { type FileBody, joinParts, openFileBody } from '../file-body.ts';
import { FILE_KINDS, FLOAT64_NUMBERS, fileHeader } from '../file-header.ts';
import { SINGLE_KINDS } from '../single-kinds.ts';
import type { SurpriseScale } from '../surprise-scale.ts';
import type { EnsembleMember } from './member.ts';

/**
 * An ensemble as bytes, little-endian:
 *
 *     0  8  header of every file
 *     8  4  count of members (uint32); then by member, one after the other:
 *           byte counts of its name and of its file (uint32 each), its name, its file as it is alone,
 *           count of the knots of its scale (uint32), their scores, their surprises, its reach (float64 each)
 */
const VERSION = 1;
const KIND = FILE_KINDS.ensemble;

/** Writes the members of an ensemble as bytes, to the last bit. */
export function encodeMembers(members: readonly EnsembleMember[]): Uint8Array {
  const parts = members.flatMap(({ detector, scale }) => {
    const name = new TextEncoder().encode(detector.kind);
    const file = detector.encode();
    const { scores, surprises, reach } = scale;
    const lengths = Uint32Array.of(name.length, file.length);
    return [lengths, name, file, Uint32Array.of(scores.length), scores, surprises, Float64Array.of(reach)];
  });
  const header = fileHeader(KIND, VERSION, 0, FLOAT64_NUMBERS);
  return joinParts([header, Uint32Array.of(members.length), ...parts]);
}

/** Reads the members of an ensemble. @throws {Error} saying what is wrong, the value got and the value wanted */
export function decodeMembers(bytes: Uint8Array): EnsembleMember[] {
  const body = openFileBody(bytes, { what: 'the ensemble', kind: KIND, version: VERSION, numbers: FLOAT64_NUMBERS });
  const count = body.count();
  if (count === 0) throw new Error('the ensemble has 0 members, wanted at least 1');
  const members: EnsembleMember[] = [];
  for (let i = 0; i < count; i++) members.push(decodeMember(body, i));
  body.end();
  const [first, ...others] = members.map(({ detector }) => detector.featureCount);
  const other = others.find((featureCount) => featureCount !== first);
  if (other !== undefined) throw new Error(`the members of the ensemble take ${first} and ${other} features`);
  return members;
}

function decodeMember(body: FileBody, i: number): EnsembleMember {
  const [nameLength, fileLength] = [body.count(), body.count()];
  const name = new TextDecoder().decode(body.bytes(nameLength));
  const file = body.bytes(fileLength);
  const kind = SINGLE_KINDS.find((single) => single.kind === name);
  if (!kind) {
    const wanted = SINGLE_KINDS.map((single) => single.kind).join(' or ');
    throw new Error(`member ${i} of the ensemble is a ${JSON.stringify(name)}, wanted ${wanted}`);
  }
  return { detector: kind.decode(file), scale: decodeScale(body, i) };
}

function decodeScale(body: FileBody, i: number): SurpriseScale {
  const knots = body.count();
  const scores = body.float64s(knots);
  const surprises = body.float64s(knots);
  const [reach] = body.float64s(1);
  const ascends = scores.every((score, k) => k === 0 || score > scores[k - 1]);
  const rises = surprises.every((surprise, k) => surprise >= (surprises[k - 1] ?? 0));
  const areNumbers = scores.every(Number.isFinite) && surprises.every(Number.isFinite) && Number.isFinite(reach);
  if (knots > 0 && ascends && rises && areNumbers && reach > 0) return { scores, surprises, reach };
  throw new Error(`the scale of member ${i} of the ensemble is none: wanted finite numbers that ascend`);
}
