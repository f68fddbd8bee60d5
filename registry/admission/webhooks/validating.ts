/** ValidatingAdmissionWebhook: all who are meant are asked at once (k8s.io/apiserver pkg/admission/plugin/webhook/validating). */
import { kinds } from '../../../api';
import type { Admission, Attempt } from '../../admission';
import { CachedReads } from '../cached-reads';
import type { PluginContext } from '../plugin-context';
import { ask, judged } from './asking';
import { followHooks } from './hooks';
import { isSelected } from './selecting';
import type { Candidate, HookTable } from './table';
import { teller } from './told';

const failedOpen = 'failed-open.validating.webhook.admission.k8s.io/';

export function validatingWebhooks(context: PluginContext): Admission {
  const hooks = followHooks(context, kinds.validatingwebhookconfigurations);
  const namespaces = new CachedReads(context.registry, kinds.namespaces);
  const tell = teller(context, 'validating');

  async function validate(candidates: readonly Candidate[], attempt: Attempt): Promise<void> {
    const meant: Candidate[] = [];
    for (const candidate of candidates) if (await isSelected(namespaces, candidate, attempt)) meant.push(candidate);
    const refusals = await Promise.all(meant.map((candidate, index) => refusalOf(candidate, attempt, index)));
    const refusal = refusals.find((error) => error !== undefined);
    if (refusal) throw refusal;
  }

  async function refusalOf(candidate: Candidate, attempt: Attempt, index: number): Promise<Error | undefined> {
    try {
      await tell(candidate.hook, attempt.operation, () => ask(context, candidate, attempt, false));
      return undefined;
    } catch (error) {
      return inTheEnd(candidate, attempt, index, error);
    }
  }

  function inTheEnd({ hook }: Candidate, { options }: Attempt, index: number, error: unknown): Error | undefined {
    try {
      const refusal = judged(context, hook, error);
      if (!refusal) options.annotate?.(`${failedOpen}round_0_index_${index}`, hook.name);
      return refusal;
    } catch (other) {
      return other as Error;
    }
  }

  const among = (table: HookTable, attempt: Attempt): void | Promise<void> => {
    const candidates = table.candidates(attempt);
    return candidates.length ? validate(candidates, attempt) : undefined;
  };

  return {
    name: 'ValidatingAdmissionWebhook',
    bodies: true,
    validate(attempt) {
      const table = hooks.get();
      return table instanceof Promise ? table.then((loaded) => among(loaded, attempt)) : among(table, attempt);
    },
    settled(attempt, settlement) {
      namespaces.note(attempt, settlement);
      if (attempt.definition.kind === kinds.validatingwebhookconfigurations.kind) hooks.outdated();
    },
  };
}
