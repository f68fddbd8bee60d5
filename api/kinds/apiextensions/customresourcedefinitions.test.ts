import { create, faultsOf, read, updateFaults } from '../testing/apply';
import { customresourcedefinitions as definition } from './customresourcedefinitions';
import { withApproval } from './customresourcedefinition/approval';
import type { CustomResourceDefinition } from './customresourcedefinition/types';

const schema = { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', properties: { color: { type: 'string' }, shade: { type: 'string' } } } } } };
const untyped = (name: string) => ({ openAPIV3Schema: { type: 'object', properties: { [name]: {} } } });
const version = (name: string, more: object = {}): object => ({ name, served: true, storage: name === 'v1', schema, ...more });

const crd = (versions: object[], spec: object = {}, metadata: object = {}): object => ({
  metadata: { name: 'widgets.example.com', ...metadata }, spec: { group: 'example.com', scope: 'Namespaced', names: { plural: 'widgets', kind: 'Widget' }, versions, ...spec },
});

const faults = (versions: object[], spec: object = {}, metadata: object = {}): string[] => faultsOf(definition, create(definition, crd(versions, spec, metadata)));

const both = (more: object): object[] => [version('v1', more), version('v2', more)];
const untold = 'must not be empty for specified object fields';
const column = { name: 'X', type: 'string', jsonPath: 'spec' };

describe('faults stand', () => {
  it.each<[string, object[], string[]]>([
    ['above the versions, where they share the schema', both({ schema: untyped('a') }), [`spec.validation.openAPIV3Schema.properties[a].type: Required value: ${untold}`]],
    ['in the versions, where they do not', [version('v1', { schema: untyped('a') }), version('v2', { schema: untyped('b') })], [
      `spec.versions[0].schema.openAPIV3Schema.properties[a].type: Required value: ${untold}`, `spec.versions[1].schema.openAPIV3Schema.properties[b].type: Required value: ${untold}`,
    ]],
    ['so for columns', both({ additionalPrinterColumns: [column] }), ['spec.additionalPrinterColumns[0].JSONPath: Invalid value: "spec": must be a simple json path starting with .']],
    ['or for those of one', [version('v1', { additionalPrinterColumns: [column] }), version('v2')], ['spec.versions[0].additionalPrinterColumns[0].JSONPath: Invalid value: "spec": must be a simple json path starting with .']],
    ['so for subresources', both({ subresources: { scale: { specReplicasPath: '.spec.a', statusReplicasPath: '.spec.b' } } }), ['spec.subresources.scale.statusReplicasPath: Invalid value: ".spec.b": should be a json path under .status']],
    ['so for fields', both({ selectableFields: [{ jsonPath: '.spec.none' }] }), [expect.stringMatching(/^spec\.selectableFields\[0\]\.jsonPath: Invalid value: ".spec.none": is an invalid path/) as string]],
    ['of what is missing, in the version', [version('v1', { schema: undefined })], ['spec.versions[0].schema.openAPIV3Schema: Required value']],
  ])('%s', (_, versions, expected) => expect(faults(versions)).toEqual(expected));
});

describe('fields to select by', () => {
  it('may be shared by versions whose schemas differ, and the other way round', () => {
    const other = { openAPIV3Schema: { ...schema.openAPIV3Schema, description: 'another' } };
    expect(faults([version('v1', { selectableFields: [{ jsonPath: '.spec.color' }] }), version('v2', { schema: other, selectableFields: [{ jsonPath: '.spec.color' }] })])).toEqual([]);
    expect(faults([version('v1', { selectableFields: [{ jsonPath: '.spec.color' }] }), version('v2', { selectableFields: [{ jsonPath: '.spec.shade' }] })])).toEqual([]);
  });
});

describe('a warning that a version goes', () => {
  const at = 'spec.versions[0].deprecationWarning: Invalid value:';
  it.each<[object, string[]]>([
    [{ deprecated: true, deprecationWarning: 'use v2 – soon' }, []],
    [{ deprecationWarning: 'use v2' }, [`${at} "use v2": can only be set for deprecated versions`]],
    [{ deprecated: true, deprecationWarning: '' }, [`${at} "": must not be an empty string`]],
    [{ deprecated: true, deprecationWarning: 'ä\nb' }, [`${at} "ä\\nb": must only contain printable UTF-8 characters; non-printable character found at index 2`]],
    [{ deprecated: true, deprecationWarning: 'x'.repeat(257) }, [`${at} "${'x'.repeat(257)}": must be <= 256 characters long`]],
  ])('%j', (more, expected) => expect(faults([version('v1', more)])).toEqual(expected));
});

describe('versions', () => {
  it('have one that stores', () => {
    expect(faults([version('v1', { storage: false })])).toEqual(['spec.versions: Invalid value: ["v1"]: must have exactly one version marked as storage version', 'status.storedVersions: Invalid value: null: must have at least one stored version']);
  });

  it('stay as long as objects are stored in them', () => {
    const old = create(definition, crd(both({})));
    const [first, second] = both({}) as [object, object];
    const moved = [{ ...first, storage: false }, { ...second, storage: true }];
    expect(updateFaults(definition, old, crd(moved))).toEqual([]);
    expect(updateFaults(definition, old, crd(moved.slice(1)))).toEqual([expect.stringMatching(/^status\.storedVersions\[0\]: Invalid value: "v1": missing from spec\.versions; v1 was previously a storage version/)]);
  });

  it('keep no unknown fields but where their schemas say so', () => {
    const text = 'spec.preserveUnknownFields: Invalid value: true:';
    const wanted = { preserveUnknownFields: true };
    expect(faults([version('v1')], wanted)).toEqual([`${text} cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead`]);
    expect(faults([version('v1', { schema: { openAPIV3Schema: { type: 'object', properties: { a: { type: 'string', default: 'x' } } } } })], wanted)[0]).toBe(`${text} must be false in order to use defaults in the schema`);
  });
});

describe('formats that nothing checks', () => {
  const formats = (...all: [string, string][]): object => ({ schema: { openAPIV3Schema: { type: 'object', properties: Object.fromEntries(all.map(([type, format], i) => [`f${i}`, { type, format }])) } } });
  const warnings = (versions: object[], old?: object[]): string[] | undefined => definition.strategy.warnings?.(read(definition, crd(versions)), old && read(definition, crd(old)));
  it('are told', () => {
    expect(warnings([version('v1', formats(['string', 'date-time'], ['string', 'colour'], ['integer', 'int32'], ['integer', 'int16'], ['number', 'double'], ['boolean', 'bit'], ['string', 'k8s-short-name']))]))
      .toEqual(['unrecognized format "colour"', 'unrecognized format "int16"', 'unrecognized format "bit"']);
  });

  it('are told once where versions share them, and not again', () => {
    expect(warnings(both(formats(['string', 'colour'])))).toEqual(['unrecognized format "colour"']);
    expect(warnings([version('v1', formats(['string', 'colour'], ['string', 'shade']))], [version('v1', formats(['string', 'colour']))])).toEqual(['unrecognized format "shade"']);
  });
});

describe('names that are given', () => {
  const status = definition.subresources.status;
  const given = (acceptedNames: object): string[] | undefined => {
    const made = create(definition, crd([version('v1')])) as CustomResourceDefinition;
    const named = { ...made, status: { ...made.status, acceptedNames } } as CustomResourceDefinition;
    return status?.type === 'view' ? status.validateUpdate?.(named, made).map(({ field, detail }) => `${field}: ${detail ?? ''}`) : undefined;
  };
  it('need not be there, but have a form', () => {
    expect(given({ plural: '', kind: '' })).toEqual([]);
    expect(given({ plural: 'Widgets', kind: 'W', listKind: 'W', shortNames: ['x'] })).toEqual([expect.stringMatching(/^status\.acceptedNames\.plural: a DNS-1035 label/), 'status.acceptedNames.listKind: kind and listKind may not be the same']);
  });
});

describe('a group of the community', () => {
  const annotation = 'api-approved.kubernetes.io';
  const protectedCrd = (group: string, approved?: string): object => crd([version('v1')], { group }, { name: `widgets.${group}`, ...(approved !== undefined && { annotations: { [annotation]: approved } }) });
  const judged = (group: string, approved?: string): string[] => faultsOf(definition, create(definition, protectedCrd(group, approved)));
  const proposal = 'see https://github.com/kubernetes/enhancements/pull/1111';
  const at = `metadata.annotations[${annotation}]`;
  const missing = `protected groups must have approval annotation "${annotation}", ${proposal}`;
  const wrong = `protected groups must have approval annotation "${annotation}" with either a URL or a reason starting with "unapproved", ${proposal}`;

  it.each<[string, string | undefined, string[]]>([
    ['x.k8s.io', undefined, [`${at}: Required value: ${missing}`]],
    ['x.kubernetes.io', 'me', [`${at}: Invalid value: "me": ${wrong}`]],
    ['x.k8s.io', 'unapproved, a test', []],
    ['x.k8s.io', 'https://github.com/kubernetes/enhancements/pull/1', []],
    ['x.k8s.io', '/path', [`${at}: Invalid value: "/path": ${wrong}`]],
    ['not-k8s.io', undefined, []],
  ])('%s, %s', (group, approved, expected) => expect(judged(group, approved)).toEqual(expected));

  it('lets be what was there before', () => {
    const old = create(definition, protectedCrd('x.k8s.io'));
    expect(updateFaults(definition, old, protectedCrd('x.k8s.io'))).toEqual([]);
    expect(updateFaults(definition, old, protectedCrd('x.k8s.io', 'me'))).toEqual([`${at}: Invalid value: "me": ${wrong}`]);
  });

  it.each<[string, string | undefined, object | undefined]>([
    ['x.k8s.io', 'https://a/b', { status: 'True', reason: 'ApprovedAnnotation', message: 'approved in https://a/b' }],
    ['x.k8s.io', 'unapproved', { status: 'False', reason: 'UnapprovedAnnotation', message: 'not approved: "unapproved"' }],
    ['x.k8s.io', undefined, { status: 'False', reason: 'MissingAnnotation', message: missing }],
    ['x.k8s.io', 'me', { status: 'False', reason: 'InvalidAnnotation', message: wrong }],
    ['example.com', 'me', undefined],
  ])('says in a condition how that stands: %s, %s', (group, approved, condition) => {
    const made = create(definition, protectedCrd(group, approved)) as CustomResourceDefinition;
    const now = '2026-01-01T00:00:00Z';
    expect(withApproval(made, made.status, now).conditions ?? []).toEqual(condition ? [{ type: 'KubernetesAPIApprovalPolicyConformant', lastTransitionTime: now, ...condition }] : []);
  });
});
