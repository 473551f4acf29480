import { z } from 'zod';
import { settingsSchema } from './settings-schema.ts';

const STAGES = {
  type: 'object',
  description: 'Stages, like dev and prod: what each has instead of what stands beside this.',
  additionalProperties: { $ref: '#' },
};

/** The JSON Schema of weir.json, with which an editor checks and explains it. */
export function settingsJsonSchema(): object {
  const { $schema, properties, ...rest } = z.toJSONSchema(settingsSchema, { io: 'input', target: 'draft-7' });
  return {
    $schema,
    title: 'Settings of Weir',
    ...rest,
    properties: { $schema: { type: 'string', description: 'Where this schema is.' }, stages: STAGES, ...properties },
  };
}
