/**
 * Which APIServices there should be for what is served here, and what to do about one that is otherwise
 * (k8s.io/kube-aggregator pkg/controllers/autoregister, kubernetes pkg/controlplane/controller/crdregistration).
 */
import { kinds, same, type apiregistration, type KubeObject, type ResourceDefinition } from '../../api';
import { ownGroup, priorityOf, type GroupVersion } from './priorities';

type APIService = apiregistration.APIService;

export const managedLabel = 'kube-aggregator.kubernetes.io/automanaged';

/** Seen to once, when a server starts; or always. */
type Management = 'onstart' | 'true';

/** What of a CustomResourceDefinition counts here. */
interface Definition extends KubeObject {
  readonly spec: { readonly group: string; readonly versions: readonly { readonly name: string; readonly served?: boolean }[] };
}

export const serviceName = ({ group, version }: GroupVersion): string => `${version}.${group}`;

function serviceFor(gv: GroupVersion, management: Management): APIService {
  const { group, version } = priorityOf(gv);
  return {
    kind: 'APIService', apiVersion: 'apiregistration.k8s.io/v1', metadata: { name: serviceName(gv), labels: { [managedLabel]: management } },
    spec: { group: gv.group, version: gv.version, groupPriorityMinimum: group, versionPriority: version }, status: {},
  };
}

const builtIn: ReadonlySet<string> = new Set(
  [...kinds.definitions, ...[...kinds.conversions, ...kinds.legacyVersions].map(({ definition }) => definition)].map(serviceName),
);

/** By name. The group of APIServices itself has none. */
export function wantedServices(served: readonly ResourceDefinition[], custom: readonly KubeObject[]): Map<string, APIService> {
  const own = served.filter((definition) => definition.group !== ownGroup && builtIn.has(serviceName(definition)));
  const others = (custom as readonly Definition[]).flatMap(({ spec }) => spec.versions.filter((version) => version.served).map(({ name }) => ({ group: spec.group, version: name })));
  return new Map([...others.map((gv) => serviceFor(gv, 'true')), ...own.map((gv) => serviceFor(gv, 'onstart'))].map((service) => [service.metadata.name ?? '', service]));
}

/** What is known of an APIService beside itself. */
export interface Past {
  /** There was one of that name when this server started. */
  readonly wasThere: boolean;
  /** It has been found in order, or put in order, since. */
  readonly settled: boolean;
}

export type Step = 'leave' | 'create' | 'update' | 'delete';

const managementOf = (service: APIService | undefined): string | undefined => service?.metadata.labels?.[managedLabel];

/**
 * What is not labelled is its user's own. What is seen to on start is left alone after that: who deletes or changes it has
 * it so until the next start.
 */
export function nextStep(wanted: APIService | undefined, current: APIService | undefined, { wasThere, settled }: Past): Step {
  if (managementOf(wanted) === 'onstart' && settled) return 'leave';
  if (!current) return wanted ? 'create' : 'leave';
  const management = managementOf(current);
  if (management !== 'true' && (management !== 'onstart' || !wasThere || settled)) return 'leave';
  if (!wanted) return 'delete';
  return same(current.spec, wanted.spec) ? 'leave' : 'update';
}
