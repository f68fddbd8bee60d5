/** MutatingAdmissionWebhook: one after the other, each sees what those before have made (k8s.io/apiserver …/webhook/mutating). */
import { kinds } from '../../../api';
import type { Admission, Attempt, Mutation } from '../../admission';
import { CachedReads } from '../cached-reads';
import type { PluginContext } from '../plugin-context';
import { ask, judged } from './asking';
import { CallFailure } from './failure';
import { followHooks } from './hooks';
import { operationsIn, patchObject, type Operation } from './patching';
import { Reinvocation } from './reinvocation';
import { isSelected } from './selecting';
import type { Candidate, HookTable } from './table';
import { teller } from './told';

const noted = 'mutation.webhook.admission.k8s.io/';
const patched = 'patch.webhook.admission.k8s.io/';

export function mutatingWebhooks(context: PluginContext): Admission {
  const { registry, clock, random } = context;
  const hooks = followHooks(context, kinds.mutatingwebhookconfigurations);
  const namespaces = new CachedReads(registry, kinds.namespaces);
  const tell = teller(context, 'admit');
  const reinvocations = new WeakMap<Attempt, Reinvocation>();

  async function mutate(candidates: readonly Candidate[], attempt: Attempt): Promise<Mutation> {
    const reinvocation = reinvocations.get(attempt) ?? new Reinvocation();
    reinvocations.set(attempt, reinvocation);
    reinvocation.begin(attempt.object);
    let again = false;
    for (const [index, candidate] of candidates.entries()) {
      if (!reinvocation.isDue(candidate.hook) || !(await isSelected(namespaces, candidate, attempt))) continue;
      const changed = await call(candidate, attempt, `round_${reinvocation.round}_index_${index}`);
      reinvocation.called(candidate.hook, changed);
      again ||= changed;
    }
    reinvocation.end(attempt.object);
    return again ? 'again' : undefined;
  }

  /** Whether the object is another now. */
  async function call(candidate: Candidate, attempt: Attempt, at: string): Promise<boolean> {
    const { hook } = candidate;
    const note = (mutated: boolean): boolean => {
      attempt.options.annotate?.(`${noted}${at}`, JSON.stringify({ configuration: hook.configuration, webhook: hook.name, mutated }));
      return mutated;
    };
    try {
      return note(await tell(hook, attempt.operation, () => change(candidate, attempt, at)));
    } catch (error) {
      note(false);
      const refusal = judged(context, hook, error);
      if (refusal) throw refusal;
      attempt.options.annotate?.(`failed-open.${noted}${at}`, hook.name);
      return false;
    }
  }

  async function change(candidate: Candidate, attempt: Attempt, at: string): Promise<boolean> {
    const { hook: { name, configuration } } = candidate;
    const verdict = await ask(context, candidate, attempt, true);
    const patch: readonly Operation[] = operationsIn(verdict, candidate);
    if (patch.length === 0) return false;
    if (verdict.patchType !== 'JSONPatch') throw new CallFailure(name, `unsupported patch type ${JSON.stringify(verdict.patchType)}`);
    const changed = patchObject(attempt, candidate, patch, { now: clock.now(), random, user: attempt.user });
    attempt.options.annotate?.(`${patched}${at}`, JSON.stringify({ configuration, webhook: name, patch, patchType: verdict.patchType }));
    return changed;
  }

  const among = (table: HookTable, attempt: Attempt): Mutation | Promise<Mutation> => {
    const candidates = table.candidates(attempt);
    return candidates.length ? mutate(candidates, attempt) : undefined;
  };

  const admit = (attempt: Attempt): Mutation | Promise<Mutation> => {
    const table = hooks.get();
    return table instanceof Promise ? table.then((loaded) => among(loaded, attempt)) : among(table, attempt);
  };

  return {
    name: 'MutatingAdmissionWebhook',
    bodies: true,
    mutate: admit,
    /** Webhooks see deletions, too, although there is nothing to be changed. */
    validate(attempt) {
      if (attempt.operation !== 'DELETE') return;
      const work = admit(attempt);
      return work instanceof Promise ? work.then(() => undefined) : undefined;
    },
    settled(attempt, settlement) {
      namespaces.note(attempt, settlement);
      if (attempt.definition.kind === kinds.mutatingwebhookconfigurations.kind) hooks.outdated();
    },
  };
}
