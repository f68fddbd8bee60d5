/** ValidatingAdmissionPolicy: expressions refuse, warn or note (KEP-3488; k8s.io/apiserver pkg/admission/plugin/policy/validating/dispatcher.go). */
import { admissionExpressions as expressions, ApiError, kinds, reasonCodes, type admissionregistration } from '../../../api';
import type { Admission, Attempt } from '../../admission';
import { CachedReads } from '../cached-reads';
import type { PluginContext } from '../plugin-context';
import { AuditNotes } from './audit-notes';
import { followPolicies } from './following';
import { invocationsOf, namespaceSeen, type Invocation, type Misconfigured } from './invocations';
import type { Candidates, PolicyTable } from './policy-table';
import { bindingsOf } from './seen';

type Policy = admissionregistration.ValidatingAdmissionPolicy;
type Binding = admissionregistration.ValidatingAdmissionPolicyBinding;
type Compiled = expressions.CompiledValidations;

/** What ends the request. */
interface Denial {
  readonly policy: string;
  readonly binding: string;
  readonly message: string;
  readonly reason?: string;
}

export function validatingPolicies(context: PluginContext): Admission {
  const { registry } = context;
  const namespaces = new CachedReads(registry, kinds.namespaces);
  const source = followPolicies<Policy, Binding, Compiled>(context, {
    policies: kinds.validatingadmissionpolicies, bindings: kinds.validatingadmissionpolicybindings, compile: ({ spec }) => expressions.compileValidations(spec),
  });

  async function validate(candidates: Candidates<Policy, Binding, Compiled>, attempt: Attempt): Promise<void> {
    const surroundings = { registry, namespaces };
    const invocations = await invocationsOf(surroundings, candidates, attempt);
    if (!invocations.length) return;
    const namespaceObject = await namespaceSeen(surroundings, attempt);
    const notes = new AuditNotes();
    const denials = invocations.flatMap((invocation) => ('fault' in invocation ? [misconfigured(invocation)] : outcome(invocation, attempt, namespaceObject, notes)));
    notes.publish(attempt.options);
    if (denials[0]) throw refusal(attempt, denials[0]);
  }

  const among = (table: PolicyTable<Policy, Binding, Compiled>, attempt: Attempt): void | Promise<void> => {
    const candidates = table.candidates(attempt);
    return candidates && validate(candidates, attempt);
  };

  return {
    name: 'ValidatingAdmissionPolicy',
    validate(attempt) {
      const table = source.get();
      return table instanceof Promise ? table.then((loaded) => among(loaded, attempt)) : among(table, attempt);
    },
    settled(attempt, settlement) {
      namespaces.note(attempt, settlement);
      source.note(attempt, settlement);
    },
  };
}

const misconfigured = ({ hook, binding, fault }: Misconfigured<Policy, Binding, Compiled>): Denial => ({ ...namesOf(hook.policy, binding), message: fault });

const namesOf = (policy: Policy, binding: Binding): Pick<Denial, 'policy' | 'binding'> => ({ policy: policy.metadata.name ?? '', binding: binding.metadata.name ?? '' });

/** Warns and notes as the binding says, and tells what it denies. */
function outcome(invocation: Invocation<Policy, Binding, Compiled>, attempt: Attempt, namespaceObject: Parameters<typeof bindingsOf>[3], notes: AuditNotes): Denial[] {
  const { hook: { policy, compiled }, binding, sight, params } = invocation;
  const { refusals, annotations, annotationFaults } = expressions.judge(policy.spec, compiled, bindingsOf(attempt, sight, params, namespaceObject));
  const names = namesOf(policy, binding);
  const { validationActions = [] } = binding.spec;
  for (const { key, value } of annotations) notes.add(`${names.policy}/${key}`, value);
  for (const { index, message } of refusals) {
    if (validationActions.includes('Audit')) notes.failed({ message, ...names, expressionIndex: index, validationActions });
    if (validationActions.includes('Warn')) attempt.options.warn?.(`Validation failed for ValidatingAdmissionPolicy '${names.policy}' with binding '${names.binding}': ${message}`);
  }
  const denied = validationActions.includes('Deny') ? refusals.map(({ message, reason }) => ({ ...names, message, ...(reason !== undefined && { reason }) })) : [];
  return [...denied, ...annotationFaults.map((message) => ({ ...names, message }))];
}

/** In the words of the first that denied. */
function refusal({ requested, key: { name } }: Attempt, { policy, binding, message: why, reason = 'Invalid' }: Denial): ApiError {
  const { group, names: { plural } } = requested;
  const message = `ValidatingAdmissionPolicy '${policy}' with binding '${binding}' denied request: ${why}`;
  const { message: whole } = ApiError.forbidden({ group, plural }, name, message);
  const known = reason as keyof typeof reasonCodes;
  return ApiError.fromStatus({ code: reasonCodes[known], reason, message: whole, details: { name, group, kind: plural, causes: [{ message }] } });
}
