import { z } from 'zod';
import { rulesFileSchema } from '../contracts/rules.ts';

/** The JSON Schema of rules.json, with which an editor checks and explains it. */
export function rulesJsonSchema(): object {
  const { $schema, properties, ...rest } = z.toJSONSchema(rulesFileSchema, { io: 'input', target: 'draft-7' });
  return {
    $schema,
    title: 'Rules of Weir',
    ...rest,
    properties: { $schema: { type: 'string', description: 'Where this schema is.' }, ...properties },
  };
}
