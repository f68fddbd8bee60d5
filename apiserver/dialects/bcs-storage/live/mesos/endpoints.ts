/** What stands behind services: as the scheduler tells it (`endpoint`), and as load balancers read it (`exportservice`, section 15.4 of the document's specification). */
import { bcsRules, kinds, same, type core } from '../../../../../api';
import { madeOf } from '../derived-document';
import type { View } from '../derived';
import type { Sight } from '../sight';
import { nameOf } from '../following';
import { exportedOf, isExported, type Endpoint } from './exported';
import { observe, type Taskgroups } from './observed';
import { isOriginal } from './originals';
import { applicationOf, byNamespace } from './taskgroups-of';

type Services = ReturnType<typeof followServices>;

/** In one namespace, by `services NAMESPACE`. */
const followServices = (sight: Sight) => sight.follow(kinds.services, {
  isPart: ({ object }) => isOriginal(object), groups: ({ metadata: { namespace = '' } }) => [`services ${namespace}`], affects: (entry) => [nameOf(entry)],
});

/** The document of a service; undefined: it has none. */
const behindServices = (told: (endpoint: Endpoint, service: core.Service) => object | undefined, stamped: readonly string[] = []): View => (sight) => {
  const services: Services = followServices(sight);
  const inNamespace = (namespace = ''): readonly string[] => [...services.in(`services ${namespace}`)].map(nameOf);
  const taskgroups: Taskgroups = observe(sight, ({ metadata: { namespace } }) => inNamespace(namespace), (pod) => [byNamespace(pod)]);
  const applications = sight.follow(kinds.bcsapplications, {
    matters: (before, after) => !same(before.spec.definition, after.spec.definition), affects: ({ key: { namespace } }) => inNamespace(namespace),
  });
  function* backings(namespace: string): Generator<bcsRules.Backing> {
    for (const pod of taskgroups.in(`namespace ${namespace}`)) {
      const definition = bcsRules.soundDefinition(applications.get(applicationOf(pod))?.object.spec ?? { definition: {} });
      if (definition) yield { pod, nodeLost: taskgroups.isLost(pod), definition };
    }
  }
  return (subject) => {
    const entry = services.get(subject);
    if (!entry) return undefined;
    const endpoint = bcsRules.endpointOf(entry.object, backings(entry.object.metadata.namespace ?? '')) as unknown as Endpoint;
    const data = told(endpoint, entry.object);
    const { name, namespace } = endpoint.metadata;
    return data && madeOf(entry, { name, namespace }, data, stamped);
  };
};

export const endpoints = behindServices((endpoint) => endpoint);

const exported = (cluster: string) => (endpoint: Endpoint, service: core.Service): object | undefined => (isExported(endpoint) ? exportedOf(cluster, endpoint, service) : undefined);

export const exportServices = (cluster: string): View => behindServices(exported(cluster));

/** The same as watch data, which says itself when it was written. */
export const watchedServices = (cluster: string): View => behindServices(exported(cluster), ['updateTime']);
