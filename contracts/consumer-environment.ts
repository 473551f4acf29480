export type { FieldMapping } from './mapping.ts';
