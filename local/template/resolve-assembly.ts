import type { Assembly, Json, JsonObject, Stack } from './assembly.ts';
import { type AwsEnvironment, PARTITION, pseudoParameters } from './aws-environment.ts';
import { evaluate, evaluateCondition, type Scope } from './evaluate.ts';
import { type Identity, identifyResource } from './identify-resource.ts';

/** One resource of a template as CloudFormation would have created it. */
export interface Resource extends Identity {
  readonly stackName: string;
  readonly logicalId: string;
  readonly type: string;
  /** Without any intrinsic function. */
  readonly properties: JsonObject;
}

export interface ResolvedAssembly {
  readonly place: AwsEnvironment;
  /** The resources of one type, over all stacks, whose condition holds. */
  resourcesOf(type: string): readonly Resource[];
  /** Of all stacks, by output name; the generated outputs that only carry values between stacks are left out. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Those that a function of the app makes: what they come to is known when it has answered. */
  readonly customResources: readonly Resource[];
  answerCustomResource(resource: Resource, attributes: JsonObject): void;
  /** The stack in which an output or resource stands, for CloudFormation's own API. */
  readonly stacks: readonly ResolvedStack[];
}

export interface ResolvedStack {
  readonly name: string;
  /** Its ARN. */
  readonly id: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** As the template has it. */
  readonly metadata: JsonObject;
  /** Those whose condition holds, resolved when they are asked for. */
  resources(): readonly Resource[];
}

/** Prefixes of the outputs that CDK makes for references between stacks. */
const GENERATED_OUTPUTS = /^(PublishOutput|ExportsOutput)/;

/**
 * Resolves lazily, so that only what the local cloud runs must be understood: dashboards when somebody asks for one.
 */
export function resolveAssembly(assembly: Assembly, gatewayUrl: string): ResolvedAssembly {
  const { place } = assembly;
  const scopes = new Map<string, StackScope>();
  const answers = new Map<string, JsonObject>();
  const others: OtherStacks = {
    answer: (resource) => answers.get(addressOf(resource)),
    exportedValue(name) {
      for (const scope of scopes.values()) {
        const value = scope.exportNamed(name);
        if (value !== undefined) return value;
      }
      throw new Error(`no stack exports ${name}`);
    },
    output: (stackName, outputName) => {
      const scope = scopes.get(stackName);
      if (!scope) throw new Error(`no stack ${stackName}, of which output ${outputName} is wanted`);
      return scope.output(outputName);
    },
  };
  for (const stack of assembly.stacks) scopes.set(stack.name, stackScope(stack, place, gatewayUrl, others));
  const stacks = assembly.stacks.map(({ name, template }) => {
    const wanted = Object.keys(template.Outputs ?? {}).filter((output) => !GENERATED_OUTPUTS.test(output));
    const scope = scopes.get(name)!;
    return {
      name,
      id: stackArn(name, place),
      metadata: template.Metadata ?? {},
      resources: () => scope.resourcesOf(() => true),
      outputs: Object.fromEntries(wanted.map((output) => [output, String(scope.output(output))])),
    };
  });
  return {
    place,
    stacks,
    outputs: Object.assign({}, ...stacks.map(({ outputs }) => outputs)),
    resourcesOf: (type) =>
      [...scopes.values()].flatMap((scope) => scope.resourcesOf((candidate) => candidate === type)),
    customResources: [...scopes.values()].flatMap((scope) => scope.resourcesOf((type) => type.startsWith('Custom::'))),
    answerCustomResource: (resource, attributes) => answers.set(addressOf(resource), attributes),
  };
}

function stackArn(name: string, { region, accountId }: AwsEnvironment): string {
  return `arn:${PARTITION}:cloudformation:${region}:${accountId}:stack/${name}/local`;
}

function addressOf({ stackName, logicalId }: Pick<Resource, 'stackName' | 'logicalId'>): string {
  return `${stackName}/${logicalId}`;
}

interface OtherStacks {
  exportedValue(name: string): Json;
  output(stackName: string, outputName: string): Json;
  /** Attributes of a custom resource whose function has answered. */
  answer(resource: Resource): JsonObject | undefined;
}

interface StackScope {
  resourcesOf(isWanted: (type: string) => boolean): readonly Resource[];
  output(name: string): Json;
  exportNamed(name: string): Json | undefined;
}

function stackScope(
  { name: stackName, template }: Stack,
  place: AwsEnvironment,
  gatewayUrl: string,
  others: OtherStacks,
): StackScope {
  const pseudo = {
    ...pseudoParameters(place),
    'AWS::StackName': stackName,
    'AWS::StackId': stackArn(stackName, place),
  };
  const { Parameters = {}, Conditions = {}, Mappings = {}, Resources, Outputs = {} } = template;
  const resource = memoised((logicalId): Resource => {
    const declared = Resources[logicalId];
    if (!declared) throw new Error(`stack ${stackName} has no resource ${logicalId}`);
    const properties = evaluate(declared.Properties ?? {}, scope) as JsonObject;
    const identified = { stackName, logicalId, type: declared.Type, properties };
    return { ...identified, ...identifyResource(identified, place, gatewayUrl) };
  }, stackName);
  const holds = (condition: string | undefined) => condition === undefined || scope.condition(condition);
  const scope: Scope = {
    ref(name) {
      if (name === 'AWS::NoValue') return undefined;
      return pseudo[name as keyof typeof pseudo] ?? Parameters[name]?.Default ?? resource(name).ref;
    },
    getAtt(logicalId, attribute) {
      const made = resource(logicalId);
      const value = made.attributes[attribute] ?? others.answer(made)?.[attribute];
      if (value === undefined)
        throw new Error(`the local cloud does not know ${attribute} of ${made.type} ${logicalId}`);
      return value;
    },
    condition: (name) => evaluateCondition(Conditions[name], scope),
    findInMap: (map, top, second) => (Mappings[map] as Record<string, JsonObject>)[top][second],
    importValue: others.exportedValue,
    stackOutput: others.output,
  };
  return {
    resourcesOf: (isWanted) =>
      Object.keys(Resources)
        .filter((id) => isWanted(Resources[id].Type) && holds(Resources[id].Condition))
        .map(resource),
    output: (name) => {
      const declared = Outputs[name];
      if (!declared) throw new Error(`stack ${stackName} has no output ${name}`);
      return evaluate(declared.Value, scope)!;
    },
    exportNamed: (name) => {
      const declared = Object.values(Outputs).find(({ Export }) => Export && evaluate(Export.Name, scope) === name);
      return declared && evaluate(declared.Value, scope);
    },
  };
}

/** Each resource is made once; one that needs itself is an error instead of a stack overflow. */
function memoised(make: (id: string) => Resource, stackName: string): (id: string) => Resource {
  const made = new Map<string, Resource | 'under way'>();
  return (id) => {
    const known = made.get(id);
    if (known === 'under way') throw new Error(`resource ${id} of stack ${stackName} refers to itself`);
    if (known) return known;
    made.set(id, 'under way');
    const resource = make(id);
    made.set(id, resource);
    return resource;
  };
}
