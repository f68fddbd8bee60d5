/** Empties a namespace that is being deleted, then lets it go (upstream's pkg/controller/namespace). */
import { keyOf, kinds, same, type apiregistration, type core, type ObjectKey, type ResourceDefinition } from '../../api';
import { servedDefinition, type ControllerFactory, type Watch } from '../../client';
import { ifPresent, uidOf } from '../ownership';
import { deletionConditions, type Leftovers } from './conditions';
import { deletable, deleteContent } from './content';

const finalizer = 'kubernetes';

/** How soon to look again for what nobody tells of. */
const againMs = 500;

const isAway = ({ spec, status }: apiregistration.APIService): boolean =>
  Boolean(spec.service) && Boolean(status.conditions?.some(({ type, status: value }) => type === 'Available' && value === 'False'));

export const namespaceController: ControllerFactory = ({ client, informers, clock }) => {
  const namespaces = informers.of(kinds.namespaces);
  const definitions = deletable(kinds.definitions);
  const crds = informers.of(kinds.customresourcedefinitions);
  /** Those that are served now. */
  const customs = (): ResourceDefinition[] => deletable(crds.lister.list().flatMap((crd) => servedDefinition(crd) ?? []));

  const services = informers.of(kinds.apiservices);
  /** APIs of other servers that do not answer. */
  const undiscovered = (): string[] => services.lister.list().filter(isAway).map(({ spec }) => `${spec.group ?? ''}/${spec.version ?? ''}`);
  const terminatingOnes = (): ObjectKey[] => namespaces.lister.list().filter(({ metadata }) => metadata.deletionTimestamp).map(keyOf);

  /** Whatever happens in a namespace on its way out may have been the last thing it waited for. */
  const terminating = (namespace: string | undefined): { name: string }[] =>
    (namespace && namespaces.lister.get({ name: namespace })?.metadata.deletionTimestamp ? [{ name: namespace }] : []);

  async function tell(namespace: core.Namespace, leftovers: Leftovers): Promise<void> {
    await ifPresent(client.of(kinds.namespaces).update(keyOf(namespace), (current) => {
      if (uidOf(current) !== uidOf(namespace)) return current;
      const conditions = deletionConditions(current.status.conditions ?? [], leftovers, clock.now());
      return same(conditions, current.status.conditions) ? current : { ...current, status: { ...current.status, conditions } };
    }, { subresource: 'status' }));
  }

  async function finalize(namespace: core.Namespace): Promise<void> {
    await ifPresent(client.of(kinds.namespaces).update({ name: namespace.metadata.name ?? '' }, (current) => {
      if (uidOf(current) !== uidOf(namespace) || !current.spec.finalizers?.includes(finalizer)) return current;
      return { ...current, spec: { ...current.spec, finalizers: current.spec.finalizers.filter((name) => name !== finalizer) } };
    }, { subresource: 'finalize' }));
  }

  return {
    name: 'namespace-controller',
    for: kinds.namespaces,
    watches: [
      ...definitions.map((definition): Watch => ({ definition, keys: (object) => terminating(object.metadata.namespace) })),
      { definition: kinds.apiservices, keys: terminatingOnes },
    ],
    concurrency: 10,
    async reconcile(key) {
      const namespace = namespaces.lister.get(key);
      if (!namespace?.metadata.deletionTimestamp || !namespace.spec.finalizers?.includes(finalizer)) return undefined;
      const custom = customs();
      const goingMs = clock.now() - Date.parse(namespace.metadata.deletionTimestamp);
      const content = await deleteContent(client, [...definitions, ...custom], { name: key.name, goingMs });
      const leftovers = { ...content, undiscovered: undiscovered() };
      await tell(namespace, leftovers);
      if (leftovers.errors.length > 0) throw new Error(`namespace ${key.name}: ${leftovers.errors.join('; ')}`);
      if (leftovers.resources.size === 0 && leftovers.undiscovered.length === 0) await finalize(namespace);
      // Nobody tells of the last custom resource: it is looked for.
      if (custom.some(({ names, group }) => leftovers.resources.has(`${names.plural}.${group}`))) return { requeueAfterMs: againMs };
      return content.graceMs > 0 ? { requeueAfterMs: content.graceMs } : undefined;
    },
  };
};
