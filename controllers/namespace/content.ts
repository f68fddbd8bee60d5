/** Deletes what a namespace holds (upstream's pkg/controller/namespace/deletion). */
import { keyOf, type Client, type core, type KubeObject, type ResourceDefinition } from '../../api';
import { ifPresent, uidOf } from '../ownership';
import { isPodFinished } from '../pods/state';
import type { Leftovers } from './conditions';

/** How many deletions of one resource are under way at a time. */
const width = 50;

/** Everything namespaced that can be listed and deleted. */
export const deletable = (definitions: readonly ResourceDefinition[]): ResourceDefinition[] =>
  definitions.filter(({ scope, verbs }) => scope === 'Namespaced' && verbs.includes('list') && verbs.includes('delete'));

/** What is left, and for how many milliseconds pods may still take their time to end. */
export type Content = Omit<Leftovers, 'undiscovered'> & { readonly graceMs: number };

interface Findings extends Content {
  readonly resources: Map<string, number>;
  readonly finalizers: Map<string, number>;
  readonly errors: string[];
  graceMs: number;
}

interface Emptied {
  readonly name: string;
  /** Milliseconds since it began to go. */
  readonly goingMs: number;
}

const isPods = ({ group, names }: ResourceDefinition): boolean => group === '' && names.plural === 'pods';

/**
 * Asks for the deletion of everything and says what is left. Pods go first, and only when the last is gone the
 * rest, so that no pod loses what it runs on or is guarded by (KEP-5080).
 */
export async function deleteContent(client: Client, definitions: readonly ResourceDefinition[], namespace: Emptied): Promise<Content> {
  const findings: Findings = { resources: new Map(), finalizers: new Map(), errors: [], graceMs: 0 };
  for (const stage of [definitions.filter(isPods), definitions.filter((definition) => !isPods(definition))]) {
    await Promise.all(stage.map((definition) => deleteAll(client, definition, namespace, findings)));
    if (findings.resources.size > 0 || findings.errors.length > 0) break;
  }
  return findings;
}

/** Finished pods go at once, but those that ended because they are being deleted: their kubelet is about to take them away. */
const isNobodys = (pod: core.Pod): boolean => isPodFinished(pod) && !pod.metadata.deletionTimestamp;

/** The longest that one of the pods may take, as the pods say. */
const graceOf = (pods: readonly core.Pod[]): number =>
  pods.reduce((longest, pod) => (isNobodys(pod) ? longest : Math.max(longest, pod.spec.terminationGracePeriodSeconds ?? 0)), 0) * 1000;

async function deleteAll(client: Client, definition: ResourceDefinition, { name, goingMs }: Emptied, findings: Findings): Promise<void> {
  const { items } = await client.of(definition).list({ namespace: name });
  if (isPods(definition)) findings.graceMs = Math.max(0, graceOf(items as readonly core.Pod[]) - goingMs);
  const before = findings.errors.length;
  const left: KubeObject[] = [];
  for (let start = 0; start < items.length; start += width) {
    const remaining = await Promise.all(items.slice(start, start + width).map((object) => deleteOne(client, definition, object, findings)));
    left.push(...remaining.filter((object) => object !== undefined));
  }
  if (left.length === 0) return;
  const { names, group, version } = definition;
  findings.resources.set(`${names.plural}.${group}`, left.length);
  const finalizers = left.flatMap((object) => object.metadata.finalizers ?? []);
  for (const finalizer of finalizers) findings.finalizers.set(finalizer, (findings.finalizers.get(finalizer) ?? 0) + 1);
  // Neither a finalizer nor a kubelet's work: somebody should have deleted it.
  const isExpected = finalizers.length > 0 || (isPods(definition) && findings.graceMs > 0) || findings.errors.length > before;
  if (!isExpected) findings.errors.push(`unexpected items still remain in namespace: ${name} for gvr: ${group}/${version}, Resource=${names.plural}`);
}

/** What is left of the object. */
async function deleteOne(client: Client, definition: ResourceDefinition, object: KubeObject, findings: Findings): Promise<KubeObject | undefined> {
  if (object.metadata.deletionTimestamp) return object;
  try {
    const result = await ifPresent(client.of(definition).delete(keyOf(object), { propagationPolicy: 'Background', preconditions: { uid: uidOf(object) } }));
    return result && !result.gone ? result.object : undefined;
  } catch (error) {
    findings.errors.push(error instanceof Error ? error.message : String(error));
    return object;
  }
}
