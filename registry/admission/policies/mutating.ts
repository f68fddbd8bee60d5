/** MutatingAdmissionPolicy: expressions change what is written (KEP-3962; k8s.io/apiserver pkg/admission/plugin/policy/mutating/dispatcher.go). */
import {
  admissionExpressions as expressions, ApiError, applySchemaOf, kinds, type admissionregistration, type ApplySchema, type KubeObject,
} from '../../../api';
import type { Admission, Attempt, Mutation } from '../../admission';
import { CachedReads } from '../cached-reads';
import type { PluginContext } from '../plugin-context';
import { replaceObject } from '../replacing';
import { Reinvocation } from '../webhooks/reinvocation';
import type { Sight } from '../webhooks/sight';
import { followPolicies } from './following';
import { invocationsOf, namespaceSeen, type Invocation } from './invocations';
import type { Candidates, PolicyTable } from './policy-table';
import { bindingsOf } from './seen';

type Policy = admissionregistration.MutatingAdmissionPolicy;
type Binding = admissionregistration.MutatingAdmissionPolicyBinding;
type Compiled = expressions.CompiledMutations;

/** What goes wrong with a policy that does not fail open ends the request. */
interface Fault {
  readonly message: string;
  readonly reason: 'Forbidden' | 'Invalid';
}

type Asked = Invocation<Policy, Binding, Compiled>;

/** All policies are asked about one state of a request, one after the other. */
interface Round {
  readonly attempt: Attempt;
  readonly reinvocation: Reinvocation;
  readonly namespaceObject: KubeObject | null;
  readonly faults: Fault[];
}

export function mutatingPolicies(context: PluginContext): Admission {
  const { registry, clock, random } = context;
  const namespaces = new CachedReads(registry, kinds.namespaces);
  const source = followPolicies<Policy, Binding, Compiled>(context, {
    policies: kinds.mutatingadmissionpolicies, bindings: kinds.mutatingadmissionpolicybindings, compile: ({ spec }) => expressions.compileMutations(spec),
  });
  const reinvocations = new WeakMap<Attempt, Reinvocation>();

  async function mutate(candidates: Candidates<Policy, Binding, Compiled>, attempt: Attempt): Promise<Mutation> {
    const surroundings = { registry, namespaces };
    const invocations = await invocationsOf(surroundings, candidates, attempt);
    if (!invocations.length) return;
    const reinvocation = reinvocations.get(attempt) ?? new Reinvocation();
    reinvocations.set(attempt, reinvocation);
    const round: Round = { attempt, reinvocation, namespaceObject: await namespaceSeen(surroundings, attempt), faults: [] };
    reinvocation.begin(attempt.object);
    let again = false;
    for (const invocation of invocations) {
      if ('fault' in invocation) round.faults.push({ message: said(invocation, invocation.fault), reason: 'Forbidden' });
      else if (isDue(invocation, round) && changes(invocation, round)) again = true;
    }
    reinvocation.end(attempt.object);
    if (round.faults.length) throw refusal(attempt, round.faults);
    return again ? 'again' : undefined;
  }

  /** Whether the object is another now. */
  function changes(invocation: Asked, round: Round): boolean {
    let changed = false;
    for (const mutation of invocation.hook.compiled.mutations) {
      const made = applyTo(invocation, mutation, round);
      if (made instanceof expressions.ExpressionFault) noteFault(invocation, made, round);
      else if (made) changed = true;
    }
    round.reinvocation.called(reinvocableOf(invocation), changed);
    return changed;
  }

  function applyTo(invocation: Asked, mutation: expressions.CompiledMutation, { attempt, namespaceObject }: Round): boolean | expressions.ExpressionFault {
    const { hook: { policy, compiled }, sight, params } = invocation;
    const { object, user } = attempt;
    if (!object) return false;
    const bindings = bindingsOf(attempt, sight, params, namespaceObject);
    const made = expressions.mutated(compiled, mutation, { ...bindings, object: copyOf(bindings.object) }, schemaOf(sight, attempt));
    if (made instanceof expressions.ExpressionFault) return made;
    return replaceObject({ ...attempt, object }, sight, copyOf(made), { now: clock.now(), random, user, who: `policy '${policy.metadata.name}'` });
  }

  const among = (table: PolicyTable<Policy, Binding, Compiled>, attempt: Attempt): Mutation | Promise<Mutation> => {
    const candidates = table.candidates(attempt);
    return candidates && mutate(candidates, attempt);
  };

  return {
    name: 'MutatingAdmissionPolicy',
    mutate(attempt) {
      const table = source.get();
      return table instanceof Promise ? table.then((loaded) => among(loaded, attempt)) : among(table, attempt);
    },
    settled(attempt, settlement) {
      namespaces.note(attempt, settlement);
      source.note(attempt, settlement);
    },
  };
}

/** By its conditions, and in a second round by what it wants. */
function isDue(invocation: Asked, round: Round): boolean {
  const { hook: { compiled }, sight, params } = invocation;
  const met = expressions.conditionsHold(compiled, bindingsOf(round.attempt, sight, params, round.namespaceObject));
  if (met instanceof expressions.ExpressionFault) noteFault(invocation, met, round);
  return met === true && round.reinvocation.isDue(reinvocableOf(invocation));
}

function noteFault(invocation: Asked, { message }: expressions.ExpressionFault, { faults }: Round): void {
  if (invocation.hook.policy.spec.failurePolicy !== 'Ignore') faults.push({ message: said(invocation, message), reason: 'Invalid' });
}

const reinvocableOf = (invocation: Asked): { readonly id: string; readonly reinvocable: boolean } =>
  ({ id: idOf(invocation), reinvocable: invocation.hook.policy.spec.reinvocationPolicy === 'IfNeeded' });

/** JSON without what is undefined, shared with nobody. */
const copyOf = <V>(value: V): V => JSON.parse(JSON.stringify(value)) as V;

/** Of what is shown. */
function schemaOf(sight: Sight, { definition, subresource }: Attempt): ApplySchema {
  const through = subresource ? definition.subresources[subresource] : undefined;
  return through?.type === 'projection' ? applySchemaOf({ ...sight.kind, schema: through.schema }) : applySchemaOf(sight.definition);
}

const idOf = ({ hook: { policy }, binding, params }: Asked): string =>
  [policy, binding, params].map((object) => `${object?.metadata.namespace ?? ''}/${object?.metadata.name ?? ''}`).join();

const said = ({ hook: { policy }, binding }: Pick<Asked, 'hook' | 'binding'>, message: string): string =>
  `policy '${policy.metadata.name}' with binding '${binding.metadata.name}' denied request: ${message}`;

/** In the words of the first. The code stays that of a refusal. */
function refusal({ requested: { group, names }, key: { name } }: Attempt, faults: readonly Fault[]): ApiError {
  const { message, reason } = faults[0] as Fault;
  return ApiError.fromStatus({ code: 403, reason, message, details: { name, group, kind: names.plural, causes: faults.map((fault) => ({ message: fault.message })) } });
}
