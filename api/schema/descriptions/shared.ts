/** Fields that many types have, written once. */
import type { FieldDescriptions } from './shape';

/** Fields that mean the same wherever they stand; a type's own words come first. */
export const everywhere = (): FieldDescriptions => ({
  apiVersion: 'Group and version of the API in which this object is written, such as apps/v1; only the version for the core group.',
  kind: 'Name of the type of this object, in CamelCase. It cannot change.',
  metadata: 'Name, labels, annotations and what else every object has.',
  spec: 'The wanted state, written by whoever makes or changes the object.',
  status: 'The observed state, written by the controller that acts on the object.',
});

export const inLists = (): FieldDescriptions => ({
  metadata: 'Version of the list, and where to continue when it is one page of several.',
  items: 'The objects.',
});

/** What one observation about an object consists of. */
export const condition = (): FieldDescriptions => ({
  type: 'What is observed, in CamelCase.',
  status: 'Whether it is so: True, False or Unknown.',
  lastTransitionTime: 'When the status last changed.',
  reason: 'Why it is so, as one word in CamelCase for programs.',
  message: 'Why it is so, as a sentence for people.',
});

export const selectorRequirement = (of: string): FieldDescriptions => ({
  key: `Key of the ${of} that is compared.`,
  operator: `How it is compared: In and NotIn look at the values, Exists and DoesNotExist only at the key.`,
  values: 'What to compare with. Needed for In and NotIn, empty for Exists and DoesNotExist.',
});

export const serviceReference = (): FieldDescriptions => ({
  namespace: 'Namespace of the service.',
  name: 'Name of the service.',
  path: 'Path of the URL that is called.',
  port: 'Port of the service; 443 when left out.',
});

export const portStatus = (): FieldDescriptions => ({
  port: 'The port.',
  protocol: 'Protocol of the port: TCP, UDP or SCTP.',
  error: 'Why the port could not be opened, as one word in CamelCase, with a domain in front for causes of one provider.',
});

/** The way in which a webhook of the cluster is reached. */
export const webhookClient = (): FieldDescriptions => ({
  url: 'Address of the webhook, https and without user or query. Either this or `service`.',
  service: 'Service in the cluster that answers. Either this or `url`.',
  caBundle: 'Certificates (PEM, base64) that vouch for the webhook. Without them those of the system are used.',
});

/** The same names in every kind of autoscaling, quota and allocation by policy rules. */
export const policyRule = (): FieldDescriptions => ({
  verbs: 'What may be done: get, list, watch, create, update, patch, delete and others; * is everything.',
  apiGroups: 'API groups of the resources. "" is the core group, * every group.',
  resources: 'Resources in their plural form, with /subresource for a part of them (pods/log); * is every resource.',
  resourceNames: 'Names of the objects. Empty: all of them.',
  nonResourceURLs: 'Paths that are no resources, such as /healthz; a * at the end stands for anything.',
});
