import type { ResolvedAssembly } from '../template/resolve-assembly.ts';
import { type Queue, queue } from './queue.ts';
import { checkQueueSettings, type QueueSettings, SETTABLE } from './queue-settings.ts';

/**
 * The queues of all templates, by name, with what the templates set.
 *
 * @throws when a template gives a queue what SQS refuses, or what the local one does not know
 */
export function startQueues(app: ResolvedAssembly): Map<string, Queue> {
  const queues = new Map<string, Queue>();
  const queueOf = (arn: string) => [...queues.values()].find((one) => one.arn === arn);
  for (const { ref, attributes, properties } of app.resourcesOf('AWS::SQS::Queue')) {
    const set = SETTABLE.filter((name) => properties[name] !== undefined).map((name) => {
      const value = properties[name];
      return [name, typeof value === 'object' ? JSON.stringify(value) : String(value)];
    });
    const settings: QueueSettings = Object.fromEntries(set);
    checkQueueSettings(settings);
    const name = attributes.QueueName!;
    queues.set(name, queue({ name, arn: attributes.Arn!, url: ref, settings, queueOf }));
  }
  return queues;
}
