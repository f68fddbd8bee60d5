/** What admission expressions may name (k8s.io/apiserver pkg/admission/plugin/cel/compile.go). */
import { boolShape, dateTimeShape, intShape, listShape, mapShape, nullable, stringShape, structShape, type DeclaredShape } from '../cel/openapi/shapes';
import { dynamic } from '../cel/values/json';

/** Costs are counted as they arise: no bound is needed. */
const unbounded = Infinity;

const any: DeclaredShape = { ...dynamic, minSize: 1 };
const text = stringShape(unbounded);
const list = (element: DeclaredShape): DeclaredShape => listShape(element, unbounded, 'atomic', []);
const map = (element: DeclaredShape): DeclaredShape => mapShape(element, unbounded);

const object = (name: string, fields: Readonly<Record<string, DeclaredShape>>): DeclaredShape =>
  structShape(name, new Map(Object.entries(fields).map(([jsonName, shape]) => [jsonName, { type: shape.type, jsonName, shape }])), 2);

const kind = object('kubernetes.GroupVersionKind', { group: text, version: text, kind: text });
const resource = object('kubernetes.GroupVersionResource', { group: text, version: text, resource: text });
const userInfo = object('kubernetes.UserInfo', { username: text, uid: text, groups: list(text), extra: map(list(text)) });

/** What is asked, without the objects, which have names of their own. */
const request = object('kubernetes.AdmissionRequest', {
  kind, resource, subResource: text, requestKind: kind, requestResource: resource, requestSubResource: text,
  name: text, namespace: text, operation: text, userInfo, dryRun: boolShape, options: any,
});

const condition = object('kubernetes.NamespaceCondition', { status: text, type: text, lastTransitionTime: dateTimeShape, message: text, reason: text });

/** As upstream declares it, its UID in capitals. */
const metadata = object('kubernetes.NamespaceMetadata', {
  name: text, generateName: text, namespace: text, labels: map(text), annotations: map(text), UID: text, creationTimestamp: dateTimeShape,
  deletionGracePeriodSeconds: intShape, deletionTimestamp: dateTimeShape, generation: intShape, resourceVersion: text, finalizers: list(text),
});

const namespace = object('kubernetes.Namespace', {
  metadata,
  spec: object('kubernetes.NamespaceSpec', { finalizers: list(text) }),
  status: object('kubernetes.NamespaceStatus', { conditions: list(condition), phase: text }),
});

/** Objects are what they turn out to be. */
export const requestVariables = { object: dynamic, oldObject: dynamic, request, namespaceObject: nullable(namespace, true) };

export const paramsVariable = { params: dynamic };
