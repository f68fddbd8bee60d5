/** MutatingAdmissionPolicy: expressions change what is written (KEP-3962; k8s.io/apiserver pkg/admission/plugin/policy/mutating/dispatcher.go). */
import {
  admissionExpressions as expressions, ApiError, applySchemaOf, kinds, type admissionregistration, type KubeObject,
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
    const namespaceObject = await namespaceSeen(surroundings, attempt);
    const reinvocation = reinvocations.get(attempt) ?? new Reinvocation();
    reinvocations.set(attempt, reinvocation);
    reinvocation.begin(attempt.object);
    const faults: Fault[] = [];
    let again = false;
    for (const invocation of invocations) {
      if ('fault' in invocation) faults.push({ message: said(invocation, invocation.fault), reason: 'Forbidden' });
      else if (change(invocation, attempt, namespaceObject, reinvocation, faults)) again = true;
    }
    reinvocation.end(attempt.object);
    if (faults.length) throw refusal(attempt, faults);
    return again ? 'again' : undefined;
  }

  /** Whether the object is another now. */
  function change(invocation: Invocation<Policy, Binding, Compiled>, attempt: Attempt, namespaceObject: KubeObject | null, reinvocation: Reinvocation, faults: Fault[]): boolean {
    const { hook: { policy, compiled }, sight, params } = invocation;
    const failed = ({ message }: expressions.ExpressionFault): void => {
      if (policy.spec.failurePolicy !== 'Ignore') faults.push({ message: said(invocation, message), reason: 'Invalid' });
    };
    const met = expressions.conditionsHold(compiled, bindingsOf(attempt, sight, params, namespaceObject));
    if (met instanceof expressions.ExpressionFault) failed(met);
    const asked = { id: idOf(invocation), reinvocable: policy.spec.reinvocationPolicy === 'IfNeeded' };
    if (met !== true || !reinvocation.isDue(asked)) return false;
    let changed = false;
    for (const mutation of compiled.mutations) {
      const made = applyOne(compiled, mutation, invocation, attempt, namespaceObject);
      if (made instanceof expressions.ExpressionFault) failed(made);
      else if (made) changed = true;
    }
    reinvocation.called(asked, changed);
    return changed;
  }

  function applyOne(
    compiled: Compiled, mutation: expressions.CompiledMutation, { hook: { policy }, sight, params }: Invocation<Policy, Binding, Compiled>, attempt: Attempt, namespaceObject: KubeObject | null,
  ): boolean | expressions.ExpressionFault {
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

/** JSON without what is undefined, shared with nobody. */
const copyOf = <V>(value: V): V => JSON.parse(JSON.stringify(value)) as V;

/** Of what is shown. */
function schemaOf(sight: Sight, { definition, subresource }: Attempt) {
  const through = subresource ? definition.subresources[subresource] : undefined;
  return through?.type === 'projection' ? applySchemaOf({ ...sight.kind, schema: through.schema }) : applySchemaOf(sight.definition);
}

const idOf = ({ hook: { policy }, binding, params }: Invocation<Policy, Binding, Compiled>): string =>
  [policy, binding, params].map((object) => `${object?.metadata.namespace ?? ''}/${object?.metadata.name ?? ''}`).join();

const said = ({ hook: { policy }, binding }: Pick<Invocation<Policy, Binding, Compiled>, 'hook' | 'binding'>, message: string): string =>
  `policy '${policy.metadata.name}' with binding '${binding.metadata.name}' denied request: ${message}`;

/** In the words of the first. The code stays that of a refusal. */
function refusal({ requested: { group, names }, key: { name } }: Attempt, faults: readonly Fault[]): ApiError {
  const { message, reason } = faults[0] as Fault;
  return ApiError.fromStatus({ code: 403, reason, message, details: { name, group, kind: names.plural, causes: faults.map((fault) => ({ message: fault.message })) } });
}
