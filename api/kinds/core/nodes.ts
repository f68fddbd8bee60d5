/** Nodes (kubernetes pkg/registry/core/node, ValidateNode and ValidateNodeUpdate). */
import { define } from '../../define';
import { duplicate, forbidden, invalid, type FieldError } from '../../field-error';
import type * as core from '../../schema/types/core.v1';
import { cidr, duplicates, each, given, labelValue, qualifiedName, when } from '../checks';
import { same } from '../equality';
import { internalForm } from '../internal-form';
import { warnAboutCidr } from '../networking/canonical';
import { statusView } from '../status-view';
import { nodeColumns } from './node/columns';
import { nodeProxy } from './node/proxy';
import { validateQuantity } from './pod-template/resources';

export const nodes = define<core.Node>('', 'v1', 'Node', {
  // A kubelet registers itself with what it has.
  statusOnCreate: 'kept',
  strategy: {
    generation: false,
    default({ spec, status }) {
      mirrorPodCIDR(spec);
      if (status.capacity) status.allocatable ??= { ...status.capacity };
    },
    validate: (node) => [...validateTaints(node.spec.taints), ...validateStatus(node), ...validatePodCIDRs(node.spec.podCIDRs)],
    validateUpdate,
    warnings: warnAboutNode,
  },
  subresources: { status: statusView({ validateUpdate: (node, old) => [...validateStatus(node), ...validateUpdate(node, old)] }), proxy: nodeProxy },
  fields: { 'spec.unschedulable': ({ spec }) => String(spec.unschedulable ?? false) },
  columns: nodeColumns,
});

/** The paths are upstream's: taints once lived in the annotations. */
const validateTaints = (taints: readonly core.Taint[] | undefined): FieldError[] => [
  ...each(taints, 'metadata.taints', ({ key, value = '' }, at) => {
    return [...qualifiedName(key, `${at}.key`), ...labelValue(value, `${at}.value`)];
  }),
  ...duplicates(taints, ({ key, effect }) => `${key}:${effect}`, (i) =>
    ({ ...duplicate(`metadata.taints[${i}]`, internalForm('core.v1.Taint', taints?.[i] ?? {})), detail: 'taints must be unique by key and effect pair' })),
];

const validateStatus = ({ status }: core.Node): FieldError[] => [
  ...Object.entries(status.capacity ?? {}).flatMap(([name, quantity]) => validateQuantity(name, quantity, `status.capacity.${name}`)),
  ...Object.entries(status.allocatable ?? {}).flatMap(([name, quantity]) => validateQuantity(name, quantity, `status.allocatable.${name}`)),
  ...duplicates(status.addresses, ({ type, address }) => `${type} ${address}`, (i) => duplicate(`status.addresses[${i}]`, internalForm('core.v1.NodeAddress', status.addresses?.[i] ?? {}))),
];

const validatePodCIDRs = (ranges: readonly string[] | undefined): FieldError[] =>
  given(ranges, (list) => [
    ...each(list, 'spec.podCIDRs', cidr),
    ...when(list.length > familiesOf(list), () => invalid('spec.podCIDRs', list, 'may specify no more than one CIDR for each IP family')),
    ...duplicates(list, (range) => range, (i, range) => duplicate(`spec.podCIDRs[${i}]`, range)),
  ]);

const familiesOf = (ranges: readonly string[]): number => new Set(ranges.map((range) => range.includes(':'))).size;

/** Who a node is and which addresses its pods have is settled once. */
function validateUpdate({ spec }: core.Node, { spec: old }: core.Node): FieldError[] {
  return [
    ...when(old.podCIDRs?.length && !same(spec.podCIDRs, old.podCIDRs), () =>
      forbidden('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid')),
    ...when(old.providerID && spec.providerID !== old.providerID, () =>
      forbidden('spec.providerID', 'node updates may not change providerID except from "" to valid')),
    ...when((spec.externalID ?? '') !== (old.externalID ?? ''), () => forbidden('spec.externalID', 'may not be updated')),
  ];
}

/** The first range in a field of its own, for older clients; where both are given and differ, theirs counts (pkg/apis/core/v1/conversion.go). */
function mirrorPodCIDR(spec: core.NodeSpec): void {
  if (spec.podCIDR && spec.podCIDR !== spec.podCIDRs?.[0]) spec.podCIDRs = [spec.podCIDR];
  const [first] = spec.podCIDRs ?? [];
  if (first) spec.podCIDR = first;
}

function warnAboutNode({ spec }: core.Node): string[] {
  return [
    ...(spec.configSource ? ['spec.configSource: the feature is removed'] : []),
    ...(spec.externalID ? ['spec.externalID: this field is deprecated, and is unused by Kubernetes'] : []),
    ...(spec.podCIDRs ?? []).flatMap((range, i) => warnAboutCidr(range, `spec.podCIDRs[${i}]`)),
  ];
}
