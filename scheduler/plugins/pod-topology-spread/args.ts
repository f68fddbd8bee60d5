/** PodTopologySpreadArgs: constraints of pods that have none of their own. */
import { fieldError, qualifiedNameFault, type core, type FieldError } from '../../../api';
import { listOf, objectOf, struct, text } from '../../configuration/reading';
import { declareArgs } from '../../plugin-args';

type Constraint = core.TopologySpreadConstraint;

export interface PodTopologySpreadArgs {
  readonly defaultConstraints?: readonly Constraint[];
  readonly defaultingType: string;
}

const { duplicate, forbidden, invalid, notSupported, required } = fieldError;

export const podTopologySpreadArgs = declareArgs<PodTopologySpreadArgs>({
  kind: 'PodTopologySpreadArgs',
  read: struct('PodTopologySpreadArgs', {
    defaultConstraints: listOf(objectOf<Constraint>('core.v1.TopologySpreadConstraint'), '[]v1.TopologySpreadConstraint'), defaultingType: text,
  }),
  complete: ({ defaultConstraints, defaultingType }) => ({ ...(defaultConstraints && { defaultConstraints }), defaultingType: defaultingType || 'System' }),
  faults: ({ defaultConstraints = [], defaultingType }, field) => [
    ...typeFaults(defaultingType, defaultConstraints, `${field}.defaultingType`),
    ...defaultConstraints.flatMap((constraint, i) => constraintFaults(constraint, defaultConstraints.slice(0, i), `${field}.defaultConstraints[${i}]`)),
  ],
});

function typeFaults(type: string, constraints: readonly Constraint[], field: string): FieldError[] {
  if (type !== 'System' && type !== 'List') return [notSupported(field, type, ['System', 'List'])];
  return type === 'System' && constraints.length ? [invalid(field, type, 'when .defaultConstraints are not empty')] : [];
}

function constraintFaults(constraint: Constraint, before: readonly Constraint[], field: string): FieldError[] {
  const { maxSkew = 0, topologyKey, whenUnsatisfiable, labelSelector } = constraint;
  const repeated = before.some((other) => other.topologyKey === topologyKey && other.whenUnsatisfiable === whenUnsatisfiable);
  return [
    ...(maxSkew <= 0 ? [invalid(`${field}.maxSkew`, maxSkew, 'not in valid range (0, inf)')] : []),
    ...keyFaults(topologyKey, `${field}.topologyKey`),
    ...actionFaults(whenUnsatisfiable, `${field}.whenUnsatisfiable`),
    ...(labelSelector ? [forbidden(`${field}.labelSelector`, 'constraint must not define a selector, as they deduced for each pod')] : []),
    ...(repeated ? [duplicate(field, `{${topologyKey}, ${whenUnsatisfiable}}`)] : []),
  ];
}

function keyFaults(key: string | undefined, field: string): FieldError[] {
  if (!key) return [required(field, 'can not be empty')];
  const fault = qualifiedNameFault(key);
  return fault ? [invalid(field, key, fault)] : [];
}

function actionFaults(action: string | undefined, field: string): FieldError[] {
  if (!action) return [required(field, 'can not be empty')];
  return ['DoNotSchedule', 'ScheduleAnyway'].includes(action) ? [] : [notSupported(field, action, ['DoNotSchedule', 'ScheduleAnyway'])];
}
