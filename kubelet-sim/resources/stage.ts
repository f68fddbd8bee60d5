/** Stage of kwok.x-k8s.io/v1alpha1: a step in an object's simulated life (kubernetes-sigs/kwok pkg/apis/v1alpha1/stage_types.go). */
import { count, flag, list, manifest, oneOf, record, text, texts, type Shape, type WithConditions } from './shapes';

export interface Stage extends WithConditions {
  readonly spec: StageSpec;
}

export interface StageSpec {
  readonly resourceRef: ResourceRef;
  readonly selector?: StageSelector;
  readonly weight?: number;
  readonly weightFrom?: ExpressionFrom;
  readonly delay?: StageDelay;
  readonly next?: StageNext;
  readonly steps?: readonly StageStep[];
  readonly immediateNextStage?: boolean;
}

export interface ResourceRef {
  /** Group and version: `v1`, `apps/v1`. */
  readonly apiGroup?: string;
  readonly kind: string;
}

export interface StageSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchAnnotations?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly MatchExpression[];
}

export interface Requirement {
  readonly key?: string;
  readonly operator?: string;
  readonly values?: readonly string[];
}

export interface MatchExpression extends Requirement {
  readonly cel?: { readonly expression?: string };
  readonly jq?: Requirement;
}

export interface ExpressionFrom {
  readonly cel?: { readonly expression?: string };
  readonly jq?: { readonly expression?: string };
  /** An older way to say `jq`. */
  readonly expressionFrom?: string;
}

export interface StageDelay {
  readonly durationMilliseconds?: number;
  readonly durationFrom?: ExpressionFrom;
  readonly jitterDurationMilliseconds?: number;
  readonly jitterDurationFrom?: ExpressionFrom;
}

export interface Impersonation {
  readonly username: string;
}

export interface StageNext {
  readonly event?: StageEvent;
  readonly finalizers?: StageFinalizers;
  readonly delete?: boolean;
  readonly patches?: readonly StagePatch[];
  readonly statusTemplate?: string;
  readonly statusSubresource?: string;
  readonly statusPatchAs?: Impersonation;
}

export interface StageStep {
  readonly patch?: StagePatch;
  readonly event?: StageEvent;
  readonly finalizers?: StageFinalizers;
  readonly delete?: boolean;
  readonly apply?: StageApply;
}

export interface StagePatch {
  readonly subresource?: string;
  readonly root?: string;
  readonly template?: string;
  readonly type?: 'json' | 'merge' | 'strategic';
  readonly impersonation?: Impersonation;
}

export interface StageApply {
  readonly subresource?: string;
  readonly template?: string;
  readonly type?: 'apply' | 'merge' | 'strategic';
  readonly impersonation?: Impersonation;
}

export interface StageEvent {
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
}

export interface StageFinalizers {
  readonly add?: readonly { readonly value?: string }[];
  readonly remove?: readonly { readonly value?: string }[];
  readonly empty?: boolean;
}

const jqOrCel = (what: string): Shape => record(what, {
  cel: record('a CEL expression about `self`', { expression: text('the expression') }),
  jq: record('a jq expression', { expression: text('the expression') }),
  expressionFrom: text('an older way to write jq.expression'),
});

const requirement = (what: string): Record<string, Shape> => ({
  key: text(`${what}: the jq expression whose values are looked at`),
  operator: text('In, NotIn, Exists or DoesNotExist'),
  values: list({ type: 'string' }, 'what In and NotIn compare with'),
});

const selector = record('which objects; none without a selector, all with an empty one', {
  matchLabels: texts('labels that the object has'),
  matchAnnotations: texts('annotations that the object has'),
  matchExpressions: list(record('a condition on the object', {
    cel: record('a CEL expression about `self` that is true', { expression: text('the expression') }),
    jq: record('a requirement on what a jq expression finds', requirement('of the requirement')),
    ...requirement('an older way to write jq'),
  }), 'conditions that all hold'),
});

const delay = record('how long the object stays as it is before', {
  durationMilliseconds: count('the time in milliseconds', 'int64'),
  durationFrom: jqOrCel('a duration, or a time until which it lasts'),
  jitterDurationMilliseconds: count('up to which the time is drawn by chance', 'int64'),
  jitterDurationFrom: jqOrCel('the same, as a duration or a time'),
});

const impersonation = record('who writes', { username: text('name of the user') }, ['username']);
const event = record('an event about the object', { type: text('Normal or Warning'), reason: text('why, in one word'), message: text('what happened') });
const names = (what: string): Shape => list(record('a finalizer', { value: text('its name') }), what);
const finalizers = record('how finalizers change', { add: names('those that are added'), remove: names('those that are taken away'), empty: flag('whether all are taken away first') });
const patch = record('a change of the object', {
  subresource: text('the subresource that is written'),
  root: text('the field of which the template speaks'),
  template: text('a Go template that gives the patch as YAML'),
  type: oneOf('the kind of patch', 'json', 'merge', 'strategic'),
  impersonation,
});
const apply = record('another object that is made or changed', {
  subresource: text('the subresource that is written'),
  template: text('a Go template that gives the object as YAML'),
  type: oneOf('how it is changed when it exists', 'apply', 'merge', 'strategic'),
  impersonation,
});

const next = record('what happens then; an older way to write steps', {
  event, finalizers,
  delete: flag('whether the object is deleted'),
  patches: list(patch, 'changes, one after the other'),
  statusTemplate: text('a Go template that gives a patch of the status'),
  statusSubresource: { ...text('the subresource that is written'), default: 'status' as unknown as Shape['default'] },
  statusPatchAs: impersonation,
});

export const stageNames = { group: 'kwok.x-k8s.io', version: 'v1alpha1', kind: 'Stage', plural: 'stages', scope: 'Cluster' } as const;

export const stageManifest = manifest(stageNames, 'a step in the simulated life of objects of one kind', record('which objects, when, and what happens to them', {
  resourceRef: record('the kind of objects', { apiGroup: { ...text('group and version'), default: 'v1' as unknown as Shape['default'] }, kind: text('their kind') }, ['kind']),
  selector, delay, next,
  weight: { ...count('how likely it is among stages that select the same object'), default: 0 as unknown as Shape['default'] },
  weightFrom: jqOrCel('the weight, as a number'),
  immediateNextStage: flag('whether the next stage is looked for at once'),
  steps: list(record('one step', { patch, event, finalizers, delete: flag('whether the object is deleted'), apply }), 'what happens then, one after the other'),
}, ['resourceRef']));
