/**
 * Pods keep to the Pod Security Standard that their namespace's labels ask for; what makes pods is warned of
 * (KEP-2579; k8s.io/pod-security-admission admission/admission.go). Nobody is exempt.
 */
import { ApiError, formatFieldError, kinds, podSecurity as standards, same, type core } from '../../../api';
import type { Admission, Attempt } from '../../admission';
import { forbidden, isOf } from '../attempts';
import { CachedReads } from '../cached-reads';
import type { PluginContext } from '../plugin-context';
import { violatingPods } from './existing-pods';
import { isSignificant } from './significant';
import { templateOf, type PodLike } from './templates';

const { detailsOf, formatLevel, isStricter, policyOf, subjectOf, violations } = standards;

/** Subresources of pods that do not touch what is asked of them. */
const harmless: ReadonlySet<string> = new Set(['exec', 'attach', 'binding', 'eviction', 'log', 'portforward', 'proxy', 'status']);

export function podSecurity({ registry }: PluginContext): Admission {
  const namespaces = new CachedReads(registry, kinds.namespaces);

  /** A namespace that has gone asks for nothing; nothing new comes into it (NamespaceLifecycle). */
  const askedIn = async (namespace = ''): Promise<standards.ReadPolicy> => policyOf((await namespaces.find({ name: namespace }))?.metadata.labels);

  async function judgePod(attempt: Attempt): Promise<void> {
    judge(attempt, attempt.object as core.Pod, await askedIn(attempt.key.namespace), true);
  }

  async function judgeTemplate(attempt: Attempt, template: PodLike): Promise<void> {
    judge(attempt, template, await askedIn(attempt.key.namespace), false);
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
      const template = options.warn || options.annotate ? templateOf(definition, object) : undefined;
      return template && judgeTemplate(attempt, template);
    },
    settled: (attempt, settlement) => namespaces.note(attempt, settlement),
  };
}

/** What is wrong with a pod, by level: `PodSecurity "baseline:latest": privileged (…)`; empty when nothing is. */
function findingsOf({ metadata, spec }: PodLike): (level: standards.LevelVersion) => string {
  const subject = subjectOf(metadata, spec);
  const known = new Map<string, string>();
  return (level) => {
    const name = formatLevel(level);
    let text = known.get(name);
    if (text === undefined) {
      const found = violations(level, subject);
      known.set(name, text = found.length ? `PodSecurity ${JSON.stringify(name)}: ${detailsOf(found)}` : '');
    }
    return text;
  };
}

/** Only a pod itself is refused; a template is not enforced. */
function judge(attempt: Attempt, pod: PodLike, { policy: { enforce, audit, warn }, faults }: standards.ReadPolicy, enforced: boolean): void {
  const { options } = attempt;
  const findings = findingsOf(pod);
  if (options.annotate) {
    const note = (key: string, value: string): void => options.annotate?.(`pod-security.kubernetes.io/${key}`, value);
    const texts = faults.map(formatFieldError);
    if (texts.length) note('error', `Failed to parse policy: ${texts.length === 1 ? texts.join() : `[${texts.join(', ')}]`}`);
    if (enforced) note('enforce-policy', formatLevel(enforce));
    if (findings(audit)) note('audit-violations', `would violate ${findings(audit)}`);
  }
  if (enforced && findings(enforce)) throw forbidden(attempt, `violates ${findings(enforce)}`);
  if (options.warn && findings(warn)) options.warn(`would violate ${findings(warn)}`);
}

/** Whether pods that were in order need not be any more. */
const asksMore = (next: standards.LevelVersion, before: standards.LevelVersion): boolean =>
  next.level !== 'privileged' && (next.version !== before.version || isStricter(next.level, before.level));
