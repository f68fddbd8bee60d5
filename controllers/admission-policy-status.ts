/** Types of a policy's expressions are checked once for each generation (upstream's pkg/controller/validatingadmissionpolicystatus). */
import { admissionExpressions, customKinds, isEstablished, kinds, type CustomResourceDefinition, type ResourceDefinition } from '../api';
import type { ControllerFactory, Lister } from '../client';

const name = 'validatingadmissionpolicy-status-controller';

export const admissionPolicyStatusController: ControllerFactory = ({ client, informers }) => {
  const policies = informers.of(kinds.validatingadmissionpolicies);
  const custom = informers.of(kinds.customresourcedefinitions);
  return {
    name,
    for: kinds.validatingadmissionpolicies,
    async reconcile(key) {
      const policy = policies.lister.get(key);
      const { generation = 0 } = policy?.metadata ?? {};
      if (!policy || generation <= (policy.status.observedGeneration ?? 0)) return;
      const found = admissionExpressions.expressionWarnings(policy.spec, knownKinds(custom.lister));
      const typeChecking = found.length ? { expressionWarnings: found } : {};
      await client.of(kinds.validatingadmissionpolicies).update(key, (current) => (
        { ...current, status: { ...current.status, observedGeneration: generation, typeChecking } }), { subresource: 'status', fieldManager: name });
    },
  };
};

function knownKinds(custom: Lister<CustomResourceDefinition>): admissionExpressions.KnownKinds {
  const builtIn = [...kinds.definitions, ...kinds.conversions.map(({ definition }) => definition)];
  const find = (group: string, matches: (definition: ResourceDefinition) => boolean): ResourceDefinition | undefined => builtIn.find((each) => each.group === group && matches(each))
    ?? custom.list().filter((crd) => crd.spec.group === group && isEstablished(crd)).flatMap(servedVersions).find(matches);
  return {
    byResource: (group, version, plural) => find(group, (each) => each.version === version && each.names.plural === plural),
    byKind(apiVersion, kind) {
      const [version = '', group = ''] = apiVersion.split('/').reverse();
      return find(group, (each) => each.version === version && each.kind === kind);
    },
  };
}

function servedVersions(crd: CustomResourceDefinition): ResourceDefinition[] {
  const served = customKinds(crd);
  if (!served) return [];
  return [...(served.storedIsServed ? [served.stored] : []), ...served.others.map(({ definition }) => definition)];
}
