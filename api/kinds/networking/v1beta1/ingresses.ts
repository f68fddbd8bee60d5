/**
 * Ingresses of networking.k8s.io/v1beta1, and of extensions/v1beta1, where they began: a backend is a service's name and
 * port (kubernetes 1.20 pkg/apis/networking/v1beta1/{conversion,defaults}.go).
 */
import type { Conversion, ResourceDefinition } from '../../../definition';
import type * as v1 from '../../../schema/types/networking.v1';
import type * as v1beta1 from '../../../schema/types/networking.v1beta1';
import { versionOf } from '../../version-of';
import { ingresses as stored } from '../ingresses';

type Old = v1beta1.Ingress;
type New = v1.Ingress;

const hub: ResourceDefinition<New> = stored;

const backendFromHub = ({ service, resource }: v1.IngressBackend): v1beta1.IngressBackend => ({
  ...(resource && { resource }),
  ...(service && { serviceName: service.name, servicePort: service.port?.name || (service.port?.number ?? 0) }),
});

/** A port that is text is a name, even when it looks like a number. */
function backendToHub({ serviceName = '', servicePort = 0, resource }: v1beta1.IngressBackend): v1.IngressBackend {
  const named = typeof servicePort === 'string';
  const port = named ? { name: servicePort } : servicePort ? { number: servicePort } : undefined;
  return {
    ...((serviceName || servicePort || named) && { service: { name: serviceName, ...(port && { port }) } }),
    ...(resource && { resource }),
  };
}

type Rule<B> = { host?: string; http?: { paths: ({ backend: B } & Pick<v1beta1.HTTPIngressPath, 'path' | 'pathType'>)[] } };

const withBackends = <A, B>(rules: readonly Rule<A>[] | undefined, convert: (backend: A) => B): Rule<B>[] | undefined =>
  rules?.map(({ http, ...rule }) => ({
    ...rule,
    ...(http && { http: { ...http, paths: http.paths?.map((path) => ({ ...path, backend: convert(path.backend) })) } }),
  }));

function fromHub({ spec: { defaultBackend, rules, ...spec }, ...ingress }: New): Old {
  return { ...ingress, spec: { ...spec, backend: defaultBackend && backendFromHub(defaultBackend), rules: withBackends(rules, backendFromHub) } };
}

function toHub({ spec: { backend, rules, ...spec }, ...ingress }: Old): New {
  return { ...ingress, spec: { ...spec, defaultBackend: backend && backendToHub(backend), rules: withBackends(rules, backendToHub) as v1.IngressRule[] | undefined } };
}

/** v1 asks for the type of a path. */
function defaultPathTypes({ spec }: Old): void {
  for (const { http } of spec.rules ?? []) for (const path of http?.paths ?? []) path.pathType ??= 'ImplementationSpecific';
}

const inGroup = (group: string): Conversion<Old, New> => versionOf<Old, New>(hub, 'v1beta1', { fromHub, toHub, default: defaultPathTypes }, group);

/** The short name stays with the other group: newer kubectls warn of every word that two resources go by. */
function withoutShortName(conversion: Conversion<Old, New>): Conversion<Old, New> {
  const { definition } = conversion;
  return { ...conversion, definition: { ...definition, names: { ...definition.names, short: [] } } };
}

export const ingressesInV1beta1 = inGroup(hub.group);
export const ingressesInExtensions = withoutShortName(inGroup('extensions'));
