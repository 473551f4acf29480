import type { ResolvedAssembly } from '../template/resolve-assembly.ts';
import { type Queue, queue } from './queue.ts';

/** The queues of all templates, by name. */
export function startQueues(app: ResolvedAssembly): Map<string, Queue> {
  return new Map(
    app.resourcesOf('AWS::SQS::Queue').map(({ ref, attributes, properties }) => {
      const visibilityMs =
        properties.VisibilityTimeout === undefined ? undefined : Number(properties.VisibilityTimeout) * 1000;
      const name = attributes.QueueName!;
      return [name, queue(name, attributes.Arn!, ref, visibilityMs)];
    }),
  );
}
