/** A part of an S3 bucket: every object whose key begins with the prefix. */
export interface Location {
  readonly bucket: string;
  /** '' for the whole bucket. */
  readonly prefix: string;
}
