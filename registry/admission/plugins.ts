/**
 * The admission plugins that can be turned on and off, in the order in which they see a write (kube-apiserver's
 * pkg/kubeapiserver/options/plugins.go, AllOrderedPlugins). A new one is a line here.
 */
import type { Admission } from '../admission';
import { certificateSubjectRestriction } from './certificate-subject-restriction';
import { defaultIngressClass } from './default-ingress-class';
import { defaultStorageClass } from './default-storage-class';
import { defaultTolerationSeconds } from './default-toleration-seconds';
import { limitRanger } from './limit-ranger/plugin';
import { namespaceExists } from './namespace-exists';
import { namespaceLifecycle } from './namespace-lifecycle';
import { ownerReferences } from './owner-references';
import type { PluginContext } from './plugin-context';
import { podSecurity } from './pod-security/plugin';
import { mutatingPolicies } from './policies/mutating';
import { validatingPolicies } from './policies/validating';
import { priority } from './priority';
import { resourceQuota } from './resource-quota';
import { runtimeClass } from './runtime-class';
import { serviceAccount } from './service-account/plugin';
import { storageObjectInUseProtection } from './storage-object-in-use-protection';
import { volumeClaimResize } from './volume-claim-resize';
import { mutatingWebhooks } from './webhooks/mutating';
import { validatingWebhooks } from './webhooks/validating';

interface Plugin {
  /** As upstream's. */
  readonly name: string;
  /** Runs unless it is disabled. */
  readonly onByDefault: boolean;
  readonly make: (context: PluginContext) => Admission;
}

const plugins: readonly Plugin[] = [
  { name: 'NamespaceLifecycle', onByDefault: true, make: namespaceLifecycle },
  { name: 'NamespaceExists', onByDefault: false, make: namespaceExists },
  { name: 'LimitRanger', onByDefault: true, make: limitRanger },
  { name: 'ServiceAccount', onByDefault: true, make: serviceAccount },
  { name: 'PodSecurity', onByDefault: true, make: podSecurity },
  { name: 'Priority', onByDefault: true, make: priority },
  { name: 'DefaultTolerationSeconds', onByDefault: true, make: () => defaultTolerationSeconds },
  { name: 'DefaultStorageClass', onByDefault: true, make: defaultStorageClass },
  { name: 'StorageObjectInUseProtection', onByDefault: true, make: () => storageObjectInUseProtection },
  { name: 'OwnerReferencesPermissionEnforcement', onByDefault: false, make: ownerReferences },
  { name: 'PersistentVolumeClaimResize', onByDefault: true, make: volumeClaimResize },
  { name: 'RuntimeClass', onByDefault: true, make: runtimeClass },
  { name: 'CertificateSubjectRestriction', onByDefault: true, make: () => certificateSubjectRestriction },
  { name: 'DefaultIngressClass', onByDefault: true, make: defaultIngressClass },
  { name: 'MutatingAdmissionPolicy', onByDefault: true, make: mutatingPolicies },
  { name: 'MutatingAdmissionWebhook', onByDefault: true, make: mutatingWebhooks },
  { name: 'ValidatingAdmissionPolicy', onByDefault: true, make: validatingPolicies },
  { name: 'ValidatingAdmissionWebhook', onByDefault: true, make: validatingWebhooks },
  { name: 'ResourceQuota', onByDefault: true, make: resourceQuota },
];

/** The plugins to turn on in addition to those that are on by default, and those of them to turn off. */
export interface PluginChoice {
  readonly enable?: readonly string[];
  readonly disable?: readonly string[];
}

/** What is wrong with a choice, in the words of k8s.io/apiserver pkg/server/options/admission.go. */
export function pluginFault({ enable = [], disable = [] }: PluginChoice): string | undefined {
  const known = plugins.map(({ name }) => name);
  for (const [flag, names] of Object.entries({ 'enable-admission-plugins': enable, 'disable-admission-plugins': disable })) {
    const unknown = names.find((name) => !known.includes(name));
    if (unknown !== undefined) return `${flag} plugin ${JSON.stringify(unknown)} is unknown; known are ${known.join(', ')}`;
  }
  const both = enable.filter((name) => disable.includes(name));
  return both.length ? `[${both.join(' ')}] in enable-admission-plugins and disable-admission-plugins overlapped` : undefined;
}

/** Those that run. Throws for a choice that has a fault. */
export function makePlugins(choice: PluginChoice, context: PluginContext): Admission[] {
  const fault = pluginFault(choice);
  if (fault) throw new Error(fault);
  const { enable = [], disable = [] } = choice;
  const runs = ({ name, onByDefault }: Plugin): boolean => enable.includes(name) || (onByDefault && !disable.includes(name));
  return plugins.filter(runs).map(({ make }) => make(context));
}
