/**
 * Pods keep to the Pod Security Standard that their namespace's labels ask for; what makes pods is warned of
 * (KEP-2579; k8s.io/pod-security-admission admission/admission.go). Nobody is exempt.
 */
import { ApiError, kinds, podSecurity as standards, same, type core } from '../../../api';
import type { Admission, Attempt } from '../../admission';
import { forbidden, isOf } from '../attempts';
import { CachedReads } from '../cached-reads';
import type { PluginContext } from '../plugin-context';
import { violatingPods } from './existing-pods';
import { isSignificant } from './significant';
import { templateOf, type PodLike } from './templates';

const { detailsOf, formatLevel, isStricter, policyOf, sameLevel, subjectOf, violations } = standards;

/** Subresources of pods that do not touch what is asked of them. */
const harmless: ReadonlySet<string> = new Set(['exec', 'attach', 'binding', 'eviction', 'log', 'portforward', 'proxy', 'status']);

export function podSecurity({ registry }: PluginContext): Admission {
  const namespaces = new CachedReads(registry, kinds.namespaces);

  /** A namespace that has gone asks for nothing; nothing new comes into it (NamespaceLifecycle). */
  const policyIn = async (namespace = ''): Promise<standards.Policy> => policyOf((await namespaces.find({ name: namespace }))?.metadata.labels).policy;

  async function judgePod(attempt: Attempt): Promise<void> {
    const { enforce, warn } = await policyIn(attempt.key.namespace);
    const { metadata, spec } = attempt.object as core.Pod;
    const subject = subjectOf(metadata, spec);
    const found = violations(enforce, subject);
    if (found.length) throw forbidden(attempt, `violates PodSecurity ${JSON.stringify(formatLevel(enforce))}: ${detailsOf(found)}`);
    if (!sameLevel(warn, enforce)) warnOf(attempt, subject, warn);
  }

  async function judgeTemplate(attempt: Attempt, { metadata, spec }: PodLike): Promise<void> {
    warnOf(attempt, subjectOf(metadata, spec), (await policyIn(attempt.key.namespace)).warn);
  }

  function judgeNamespace(attempt: Attempt): void | Promise<void> {
    const next = policyOf(attempt.object?.metadata.labels);
    const before = attempt.old && policyOf(attempt.old.metadata.labels);
    if (next.faults.length && !same(next.faults, before?.faults)) throw ApiError.invalid({ group: '', kind: 'Namespace' }, attempt.key.name, next.faults);
    if (before && attempt.options.warn && asksMore(next.policy.enforce, before.policy.enforce)) return warnOfPods(attempt, next.policy.enforce);
  }

  async function warnOfPods({ key, options }: Attempt, enforce: standards.LevelVersion): Promise<void> {
    const { entries } = await registry.store(kinds.pods).list({ namespace: key.name });
    for (const text of violatingPods(entries.map(({ object }) => object), key.name, enforce)) options.warn?.(text);
  }

  return {
    name: 'PodSecurity',
    validate(attempt) {
      const { definition, subresource, object, old, options } = attempt;
      if (!object) return;
      if (isOf(attempt, kinds.pods)) {
        const matters = !harmless.has(subresource) && (!old || isSignificant(object as core.Pod, old as core.Pod));
        return matters ? judgePod(attempt) : undefined;
      }
      if (subresource !== '') return;
      if (isOf(attempt, kinds.namespaces)) return judgeNamespace(attempt);
      const template = options.warn && templateOf(definition, object);
      return template && judgeTemplate(attempt, template);
    },
    settled: (attempt, settlement) => namespaces.note(attempt, settlement),
  };
}

function warnOf({ options }: Attempt, subject: standards.Subject, level: standards.LevelVersion): void {
  const found = options.warn ? violations(level, subject) : [];
  if (found.length) options.warn?.(`would violate PodSecurity ${JSON.stringify(formatLevel(level))}: ${detailsOf(found)}`);
}

/** Whether pods that were in order need not be any more. */
const asksMore = (next: standards.LevelVersion, before: standards.LevelVersion): boolean =>
  next.level !== 'privileged' && (next.version !== before.version || isStricter(next.level, before.level));
