/** Deletes what a namespace holds (upstream's pkg/controller/namespace/deletion). */
import { keyOf, type Client, type KubeObject, type ResourceDefinition } from '../../api';
import { ifPresent, uidOf } from '../ownership';
import type { Leftovers } from './conditions';

/** How many deletions of one resource are under way at a time. */
const width = 50;

/** Everything namespaced that can be listed and deleted. */
export const deletable = (definitions: readonly ResourceDefinition[]): ResourceDefinition[] =>
  definitions.filter(({ scope, verbs }) => scope === 'Namespaced' && verbs.includes('list') && verbs.includes('delete'));

interface Findings {
  readonly resources: Map<string, number>;
  readonly finalizers: Map<string, number>;
  readonly errors: string[];
}

/**
 * Asks for the deletion of everything and says what is left. Pods go first, and only when the last is gone the
 * rest, so that no pod loses what it runs on or is guarded by (KEP-5080).
 */
export async function deleteContent(client: Client, definitions: readonly ResourceDefinition[], namespace: string): Promise<Leftovers> {
  const isPods = ({ group, names }: ResourceDefinition): boolean => group === '' && names.plural === 'pods';
  const findings: Findings = { resources: new Map(), finalizers: new Map(), errors: [] };
  for (const stage of [definitions.filter(isPods), definitions.filter((definition) => !isPods(definition))]) {
    await Promise.all(stage.map((definition) => deleteAll(client, definition, namespace, findings)));
    if (findings.resources.size > 0 || findings.errors.length > 0) break;
  }
  return findings;
}

async function deleteAll(client: Client, definition: ResourceDefinition, namespace: string, findings: Findings): Promise<void> {
  const resource = client.of(definition);
  const { items } = await resource.list({ namespace });
  const left: KubeObject[] = [];
  for (let start = 0; start < items.length; start += width) {
    const remaining = await Promise.all(items.slice(start, start + width).map((object) => deleteOne(client, definition, object, findings)));
    left.push(...remaining.filter((object) => object !== undefined));
  }
  if (left.length > 0) findings.resources.set(`${definition.names.plural}.${definition.group}`, left.length);
  for (const finalizer of left.flatMap((object) => object.metadata.finalizers ?? [])) {
    findings.finalizers.set(finalizer, (findings.finalizers.get(finalizer) ?? 0) + 1);
  }
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
