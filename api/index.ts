/** The door of `api/`: what the cluster talks about. Pure data and pure functions. */
export { apply, type Applied, type Apply } from './apply/apply';
export { applyConflict } from './apply/conflicts';
export { sameOwners } from './apply/managed-fields';
export { managedJson } from './apply/managed-json';
export { managerName } from './apply/manager-name';
export { parentOwners, scaleOwners } from './apply/scale-owners';
export { applySchemaOf, withVersions } from './apply/schema-of';
export { noReset, resetFieldsOf, wholeFields } from './apply/system-fields';
export { apiVersionOf, deduced, ownersField, type ApplyField, type ApplySchema, type ApplyType, type OtherVersion } from './apply/typed';
export { trackUpdate, type TrackedWrite } from './apply/update';
export * as admissionExpressions from './admission-expressions';
export * as cel from './cel';
export { type Clock, type Timer, SteppedClock, formatMicroTime, formatTime, sleep, systemClock } from './clock';
export type {
  Action, CallContext, ClusterAccess, ClusterState, Column, Connection, ConnectionRequest, Conversion, Destination, Procedure, ProcedureCall, Projection, ResourceDefinition, ResourceNames, Scope,
  Strategy, StrategyContext, Subresource, View,
} from './definition';
export { ApiError, optimisticLock, reasonCodes, type DecodeFault, type KindName, type Reason, type ResourceName, type Status, type StatusCause } from './errors';
export { customKinds, type CustomKinds, type CustomResourceDefinition } from './custom/resource';
export * as fieldError from './field-error';
export { describeFault, formatFieldError, type FieldError, type FieldErrorType } from './field-error';
export { parseGoDuration } from './go-duration';
export { IntOrPercentError, scaledCount } from './int-or-string';
export * as kinds from './kinds';
export { deleteOptionsOf, type AskedDeletion } from './kinds/delete-options';
export { cleanupFinalizer } from './kinds/apiextensions/customresourcedefinition/cleanup';
export { isEstablished } from './kinds/apiextensions/customresourcedefinition/conditions';
export { namesStatus } from './kinds/apiextensions/customresourcedefinition/names';
export { same } from './kinds/equality';
export { requestedOrganizations } from './kinds/certificates/pkcs10';
export { sumOfContainers } from './kinds/core/pod-template/resource-sums';
export { volumeProtection } from './kinds/core/volume-protection';
export { withCondition as withPodCondition } from './kinds/core/pod/conditions';
export { isDisruptionConditionCurrent, withDisruptionCondition, withSyncFailure } from './kinds/policy/disruption-allowed';
export { guards } from './kinds/policy/budget';
export { systemPriorityClasses } from './kinds/scheduling/priorityclasses';
export { silentLogger, type Logger } from './log';
export { bounds, Measures, type Count, type Family, type Histogram, type Sample } from './measures';
export { validateMetadata, validateMetadataUpdate, type MetadataRules } from './metadata';
export { controllerOf, formatKey, keyOf, parseKey, type KubeObject, type ObjectKey, type ObjectMeta, type OwnerReference } from './object';
export { applyJsonPatch } from './patch/json';
export { applyMergePatch } from './patch/merge';
export { applyStrategicMergePatch } from './patch/strategic';
export { goFormat } from './patch/own';
export * as podSecurity from './pod-security';
export { addQuantities, canonicalQuantity, compareQuantities, isZeroQuantity, milliValue, multiplyQuantity, QuantityError, subtractQuantities, unitValue } from './quantity';
export * as quota from './quota';
export { randomSuffix, seededRandom, systemRandom, type Random } from './random';
export type {
  ApplyOptions, Client, DeleteOptions, Errand, ListerWatcher, ListOptions, ObjectList, Preconditions, Resources, TraceContext, UpdateOptions, UserInfo, WatchEvent, WatchOptions, WriteOptions,
} from './resources';
export type { CommonModels, Decoded, MergeFacts, MergeRule, PublishedModels, Schema } from './schema';
export { namedNodes, preferredNodes, requiredNodes, type NodeMatch, type NodePreference, type SelectableNode } from './scheduling/node-selecting';
export { allTolerated, tolerated } from './scheduling/tolerating';
export * as protobuf from './schema/protobuf/protobuf';
export { describer, type Describer } from './schema/descriptions';
export { definitionFacts, definitionOfKind, kindOfDefinition, packageFacts, type DefinitionFacts, type FieldFacts, type PackageFacts } from './schema/facts';
export { schemaFor } from './schema/schema';
export {
  everything, formatSelector, nothing, parseFieldSelector, parseLabelSelector, selectorOf, type FieldSelector, type LabelSelector,
} from './selector';
export { unsupportedField } from './selectable-fields';
export type { PublicKey, TokenAuthority } from './token-authority';
export type * as apps from './schema/types/apps.v1';
export type * as batch from './schema/types/batch.v1';
export type * as coordination from './schema/types/coordination.v1';
export type * as core from './schema/types/core.v1';
export type * as meta from './schema/types/meta.v1';
export type * as policy from './schema/types/policy.v1';
export type * as autoscaling from './schema/types/autoscaling.v1';
export type * as admissionregistration from './schema/types/admissionregistration.v1';
export type * as apidiscovery from './schema/types/apidiscovery.v2';
export type * as apiregistration from './schema/types/apiregistration.v1';
export type * as authentication from './schema/types/authentication.v1';
export type * as authorization from './schema/types/authorization.v1';
export type * as certificates from './schema/types/certificates.v1';
export type * as discovery from './schema/types/discovery.v1';
export type * as flowcontrol from './schema/types/flowcontrol.v1';
export type * as networking from './schema/types/networking.v1';
export type * as node from './schema/types/node.v1';
export type * as rbac from './schema/types/rbac.v1';
export type * as resource from './schema/types/resource.v1';
export type * as scheduling from './schema/types/scheduling.v1';
export type * as storage from './schema/types/storage.v1';
