import type { Json, JsonObject } from './assembly.ts';

/** Where the intrinsic functions of one stack find what they refer to. */
export interface Scope {
  /** Parameter, pseudo parameter or resource; undefined stands for `AWS::NoValue`. */
  ref(name: string): Json | undefined;
  getAtt(logicalId: string, attribute: string): Json;
  condition(name: string): boolean;
  findInMap(map: string, topLevelKey: string, secondLevelKey: string): Json;
  importValue(exportName: string): Json;
  stackOutput(stackName: string, outputName: string): Json;
}

type Evaluate = (value: Json) => Json | undefined;

/**
 * The value with every intrinsic function replaced by what it stands for.
 * @returns undefined for `{"Ref": "AWS::NoValue"}`, which takes the property or the list item away
 */
export function evaluate(value: Json, scope: Scope): Json | undefined {
  if (value === null || typeof value !== 'object') return value;
  const recur: Evaluate = (inner) => evaluate(inner, scope);
  if (isList(value)) return value.map(recur).filter((item) => item !== undefined);
  const keys = Object.keys(value);
  const intrinsic = keys.length === 1 ? INTRINSICS[keys[0]] : undefined;
  if (intrinsic) return intrinsic(value[keys[0]], scope, recur);
  if (keys.length === 1 && keys[0].startsWith('Fn::')) throw new Error(`the local cloud does not know ${keys[0]}`);
  const object: Record<string, Json> = {};
  for (const key of keys) {
    const inner = recur(value[key]);
    if (inner !== undefined) object[key] = inner;
  }
  return object;
}

/** A condition of the template or of `Fn::If`, `Fn::And`, ... */
export function evaluateCondition(value: Json, scope: Scope): boolean {
  return evaluate(value, scope) === true;
}

const INTRINSICS: Readonly<Record<string, (argument: Json, scope: Scope, recur: Evaluate) => Json | undefined>> = {
  Ref: (name, scope) => scope.ref(asText(name)),
  Condition: (name, scope) => scope.condition(asText(name)),
  'Fn::GetAtt': (argument, scope, recur) => {
    const [logicalId, attribute] = isList(argument) ? argument : splitOnce(asText(argument), '.');
    return scope.getAtt(asText(logicalId!), asText(recur(attribute!)));
  },
  'Fn::Join': (argument, _scope, recur) => {
    const [separator, parts] = asList(argument);
    return asList(recur(parts!)).map(asText).join(asText(separator!));
  },
  'Fn::Sub': (argument, scope, recur) => {
    const [text, variables] = isList(argument)
      ? [asText(argument[0]), argument[1] as JsonObject]
      : [asText(argument), {}];
    return text.replace(/\$\{(!?)([^}]+)\}/g, (_whole, literal: string, name: string) => {
      if (literal) return `\${${name}}`;
      if (variables[name] !== undefined) return asText(recur(variables[name]));
      const [id, attribute] = splitOnce(name, '.');
      return asText(attribute ? scope.getAtt(id, attribute) : scope.ref(id));
    });
  },
  'Fn::Select': (argument, _scope, recur) => {
    const [index, list] = asList(argument);
    return asList(recur(list!))[Number(recur(index!))];
  },
  'Fn::Split': (argument, _scope, recur) => {
    const [separator, text] = asList(argument);
    return asText(recur(text!)).split(asText(separator!));
  },
  'Fn::If': (argument, scope, recur) => {
    const [condition, whenTrue, whenFalse] = asList(argument);
    return recur(scope.condition(asText(condition!)) ? whenTrue! : whenFalse!);
  },
  'Fn::Equals': (argument, _scope, recur) => {
    const [left, right] = asList(argument);
    return JSON.stringify(recur(left!)) === JSON.stringify(recur(right!));
  },
  'Fn::Not': (argument, _scope, recur) => recur(asList(argument)[0]) !== true,
  'Fn::And': (argument, _scope, recur) => asList(argument).every((inner) => recur(inner) === true),
  'Fn::Or': (argument, _scope, recur) => asList(argument).some((inner) => recur(inner) === true),
  'Fn::FindInMap': (argument, scope, recur) => {
    const [map, top, second] = asList(recur(argument)).map(asText);
    return scope.findInMap(map!, top!, second!);
  },
  'Fn::Base64': (argument, _scope, recur) => Buffer.from(asText(recur(argument))).toString('base64'),
  'Fn::ImportValue': (argument, scope, recur) => scope.importValue(asText(recur(argument))),
  'Fn::GetStackOutput': (argument, scope, recur) => {
    const { StackName, OutputName } = recur(argument) as JsonObject;
    return scope.stackOutput(asText(StackName), asText(OutputName));
  },
};

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function asList(value: Json | undefined): readonly Json[] {
  if (!isList(value)) throw new Error(`a template function wants a list, got ${JSON.stringify(value)}`);
  return value;
}

function asText(value: Json | undefined): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Error(`a template function wants text, got ${JSON.stringify(value)}`);
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
