/** What a column can be besides a feature; columns of these names are taken for it. */
export const COLUMN_PARTS = ['source', 'timestamp', 'label', 'id'] as const;
export type ColumnPart = (typeof COLUMN_PARTS)[number];
