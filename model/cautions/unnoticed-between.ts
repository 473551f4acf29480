import type { Model } from '../model.ts';
import { strangenessOf } from '../row-surprise.ts';
import { listInWords } from './list-in-words.ts';

type Judged = Pick<Model, 'features' | 'threshold' | 'detector' | 'reference' | 'calibration'>;

/** So many times as far from all rows as any row is from the nearest other one, a place is empty. */
const EMPTY = 2;
/** Below this share of the places tried, one may be empty by chance. */
const LEAST_SHARE = 0.05;
/** A feature with fewer values has none between them. */
const FEWEST_VALUES = 10;
/** Of the features of an example, those that differ most. */
const MOST_NAMED = 3;

/** A row half way between two usual ones. */
interface Place {
  readonly row: Float64Array;
  /** By feature: how far the two are from each other, in spreads. */
  readonly apart: Float64Array;
}

/**
 * Says that a model judges rows usual which lie between those of training where none was ever near: what takes several
 * levels or states for one cloud sees nothing strange in the middle.
 *
 * Tried are places half way between usual rows. It costs about half a million differences of values.
 */
export function unnoticedBetween(model: Judged): string | undefined {
  const { features, reference, calibration } = model;
  if (!calibration || reference.count < 4) return undefined;
  const { spreads } = calibration.ranges;
  const rows = Array.from({ length: reference.count }, (_, i) =>
    Float64Array.from(reference.values.subarray(i * features.length, (i + 1) * features.length)),
  );
  const usual = rows.reduce((most, row) => Math.max(most, nearest(row, rows, spreads)), 0);
  const places = placesBetween(rows, spreads);
  const unnoticed = places
    .map((place) => ({ ...place, distance: nearest(place.row, rows, spreads) }))
    .filter(({ row, distance }) => distance > EMPTY * usual && !isStrange(model, row));
  if (unnoticed.length < LEAST_SHARE * places.length) return undefined;
  const { row, apart } = unnoticed.reduce((most, place) => (place.distance > most.distance ? place : most));
  const named = [...features.keys()].sort((f, g) => apart[g] - apart[f]).slice(0, MOST_NAMED);
  const values = named.filter((f) => apart[f] > 0).map((f) => `${features[f]} ${Number(row[f].toPrecision(3))}`);
  return (
    `rows between those of training, where none was near, are judged usual: ${listInWords(values)}; ` +
    'the detector nearest-reference, alone or in an ensemble, notices more'
  );
}

function isStrange(model: Judged, row: Float64Array): boolean {
  return strangenessOf(model, row, model.detector.score(row, 1)[0]).anomalous;
}

/** The one half of the rows, each with its partner in the other; they were drawn by chance. */
function placesBetween(rows: readonly Float64Array[], spreads: Float64Array): Place[] {
  const half = Math.floor(rows.length / 2);
  const isGraded = spreads.map((_, f) => Number(new Set(rows.map((row) => row[f])).size >= FEWEST_VALUES));
  return rows.slice(0, half).map((row, i) => {
    const partner = rows[half + i];
    return {
      row: row.map((value, f) => (isGraded[f] ? value / 2 + partner[f] / 2 : value)),
      apart: row.map((value, f) => (isGraded[f] ? Math.abs(value - partner[f]) / spreads[f] : 0)),
    };
  });
}

/** The distance to the nearest row that is another one, in spreads. */
function nearest(row: Float64Array, rows: readonly Float64Array[], spreads: Float64Array): number {
  let least = Number.POSITIVE_INFINITY;
  for (const other of rows) {
    let squared = 0;
    for (let f = 0; f < row.length; f++) {
      const difference = (row[f] - other[f]) / spreads[f];
      squared += difference * difference;
    }
    if (squared > 0) least = Math.min(least, squared);
  }
  return Math.sqrt(least);
}
