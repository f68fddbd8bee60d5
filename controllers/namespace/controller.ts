/** Empties a namespace that is being deleted, then lets it go (upstream's pkg/controller/namespace). */
import { kinds, same, type core, type ResourceDefinition } from '../../api';
import { servedDefinition, type ControllerFactory } from '../../client';
import { ifPresent, uidOf } from '../ownership';
import { deletionConditions } from './conditions';
import { deletable, deleteContent } from './content';

const finalizer = 'kubernetes';

export const namespaceController: ControllerFactory = ({ client, informers, clock }) => {
  const namespaces = informers.of(kinds.namespaces);
  const definitions = deletable(kinds.definitions);
  const crds = informers.of(kinds.customresourcedefinitions);
  /** Those that are served now. */
  const customs = (): ResourceDefinition[] => deletable(crds.lister.list().flatMap((crd) => servedDefinition(crd) ?? []));

  /** Whatever happens in a namespace on its way out may have been the last thing it waited for. */
  const terminating = (namespace: string | undefined): { name: string }[] =>
    (namespace && namespaces.lister.get({ name: namespace })?.metadata.deletionTimestamp ? [{ name: namespace }] : []);

  async function finalize(namespace: core.Namespace): Promise<void> {
    await ifPresent(client.of(kinds.namespaces).update({ name: namespace.metadata.name ?? '' }, (current) => {
      if (uidOf(current) !== uidOf(namespace) || !current.spec.finalizers?.includes(finalizer)) return current;
      return { ...current, spec: { ...current.spec, finalizers: current.spec.finalizers.filter((name) => name !== finalizer) } };
    }, { subresource: 'finalize' }));
  }

  return {
    name: 'namespace-controller',
    for: kinds.namespaces,
    watches: definitions.map((definition) => ({ definition, keys: (object) => terminating(object.metadata.namespace) })),
    concurrency: 10,
    async reconcile(key) {
      const namespace = namespaces.lister.get(key);
      if (!namespace?.metadata.deletionTimestamp || !namespace.spec.finalizers?.includes(finalizer)) return undefined;
      const custom = customs();
      const leftovers = await deleteContent(client, [...definitions, ...custom], key.name);
      await ifPresent(client.of(kinds.namespaces).update(key, (current) => {
        if (uidOf(current) !== uidOf(namespace)) return current;
        const conditions = deletionConditions(current.status.conditions ?? [], leftovers, clock.now());
        return same(conditions, current.status.conditions) ? current : { ...current, status: { ...current.status, conditions } };
      }, { subresource: 'status' }));
      if (leftovers.errors.length > 0) throw new Error(`namespace ${key.name}: ${leftovers.errors.join('; ')}`);
      if (leftovers.resources.size === 0) await finalize(namespace);
      // Nobody tells of the last custom resource: it is looked for.
      const waits = custom.some(({ names, group }) => leftovers.resources.has(`${names.plural}.${group}`));
      return waits ? { requeueAfterMs: 500 } : undefined;
    },
  };
};
