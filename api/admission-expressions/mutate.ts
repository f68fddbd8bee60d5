/** What a mutating policy makes of an object (k8s.io/apiserver pkg/admission/plugin/policy/mutating/patch). */
import { merge } from '../apply/merge';
import type { ApplySchema } from '../apply/typed';
import { describeFaults, validate } from '../apply/validate';
import { runtimeCostBudget } from '../cel/program';
import { toJson } from '../cel/values/json';
import { entriesOf, Message, toArray } from '../cel/values/collections';
import type { ListValue, MapValue, Value } from '../cel/values/values';
import { ApiError } from '../errors';
import { applyJsonPatch } from '../patch/json';
import type * as admission from '../schema/types/admissionregistration.v1';
import { atomicsIn } from './atomics';
import { Composition, type Expression } from './composition';
import { jsonPatchesType, misnamed, objectType, patchEnvironment } from './patch-types';
import { compiledWith, type Compiled } from './policies';
import { BudgetExhausted, ExpressionFault, Scope, type Bindings } from './scope';

export interface CompiledMutation {
  readonly patchType: 'ApplyConfiguration' | 'JSONPatch';
  readonly expression: Expression;
}

export interface CompiledMutations extends Compiled {
  readonly mutations: readonly CompiledMutation[];
}

export function compileMutations(spec: admission.MutatingAdmissionPolicySpec): CompiledMutations {
  const composition = new Composition({ params: spec.paramKind !== undefined, environment: patchEnvironment });
  return {
    ...compiledWith(spec, composition),
    mutations: (spec.mutations ?? []).map(({ patchType, jsonPatch, applyConfiguration }) => (patchType === 'JSONPatch'
      ? { patchType, expression: composition.compile(jsonPatch?.expression ?? '', jsonPatchesType) }
      : { patchType: 'ApplyConfiguration', expression: composition.compile(applyConfiguration?.expression ?? '', objectType) })),
  };
}

/** The object as the mutation leaves it; it is yet to be decoded. `schema` is that of the version in which it is seen. */
export function mutated({ composition }: Compiled, { patchType, expression }: CompiledMutation, bindings: Bindings, schema: ApplySchema): unknown {
  if (expression.fault !== undefined) return new ExpressionFault(expression.fault);
  const value = valueOf(composition, expression, bindings);
  if (value instanceof ExpressionFault) return value;
  return patchType === 'JSONPatch' ? patched(bindings.object, value as ListValue) : merged(bindings.object, value as Message, schema);
}

function valueOf(composition: Composition, expression: Expression, bindings: Bindings): Value | ExpressionFault {
  try {
    return new Scope(composition, bindings, runtimeCostBudget).evaluate(expression);
  } catch (error) {
    if (error instanceof BudgetExhausted) return new ExpressionFault(error.message);
    throw error;
  }
}

function merged(object: object | null, value: Message, { type, group, version, kind }: ApplySchema): unknown {
  const wrong = misnamed(value, 'Object');
  if (wrong.length) return new ExpressionFault(`type mismatch: ${wrong.join('\n')}`);
  const applied = { ...(toJson(value) as object), apiVersion: group ? `${group}/${version}` : version, kind };
  const faults = validate(type, applied);
  if (faults.length) return new ExpressionFault(`error applying patch: failed to convert patch object to typed object: ${describeFaults(faults)}`);
  const atomics = atomicsIn(type, applied);
  if (atomics.length) return new ExpressionFault(`error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: ${atomics.join(', ')}`);
  return merge(type, object, applied);
}

/** A test that fails leaves the object as it is. */
function patched(object: object | null, value: ListValue): unknown {
  let document: unknown = object;
  for (const each of toArray(value)) {
    const operation = operationOf(each as MapValue);
    if (operation instanceof ExpressionFault) return operation;
    try {
      document = applyJsonPatch(document, [operation]);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (operation.op === 'test') return object;
      return new ExpressionFault(`JSON Patch: ${String(operation.op)} operation does not apply: ${error.message}`);
    }
  }
  return document;
}

function operationOf(patch: MapValue): Record<string, unknown> | ExpressionFault {
  const value = patch.find('value');
  const wrong = value instanceof Message ? misnamed(value, value.typeName) : [];
  if (wrong.length) return new ExpressionFault(`type mismatch: ${wrong.join('\n')}`);
  return Object.fromEntries(entriesOf(patch).map(([name, each]) => [String(name), toJson(each)]));
}
