/** Node selectors, compiled once per pod (k8s.io/component-helpers scheduling/corev1/nodeaffinity). */
import type * as core from '../schema/types/core.v1';

/** What a node selector can ask about. */
export interface SelectableNode {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

export type NodeMatch = (node: SelectableNode) => boolean;

const never: NodeMatch = () => false;

/** Integers as Go's ParseInt takes them; anything else matches neither Gt nor Lt. */
const integer = (text: string | undefined): number => (text !== undefined && /^[+-]?\d+$/.test(text) ? Number(text) : NaN);

type ValueTest = (value: string | undefined) => boolean;

function valueTest({ operator, values = [] }: core.NodeSelectorRequirement): ValueTest {
  const set = new Set(values);
  const bound = integer(values[0]);
  const tests: Record<core.NodeSelectorRequirement['operator'], ValueTest> = {
    In: (value) => value !== undefined && set.has(value),
    NotIn: (value) => value === undefined || !set.has(value),
    Exists: (value) => value !== undefined,
    DoesNotExist: (value) => value === undefined,
    Gt: (value) => integer(value) > bound,
    Lt: (value) => integer(value) < bound,
  };
  return tests[operator];
}

function onLabel(requirement: core.NodeSelectorRequirement): NodeMatch {
  const test = valueTest(requirement);
  return ({ labels }) => test(Object.hasOwn(labels, requirement.key) ? labels[requirement.key] : undefined);
}

/** metadata.name is the only field, with one value, In or NotIn; validation holds that. */
function onField(requirement: core.NodeSelectorRequirement): NodeMatch {
  const test = valueTest(requirement);
  return requirement.key === 'metadata.name' ? ({ name }) => test(name) : never;
}

const isEmpty = (term: core.NodeSelectorTerm): boolean => !term.matchExpressions?.length && !term.matchFields?.length;

/** All requirements of the term; an empty term matches nothing. */
export function compileTerm(term: core.NodeSelectorTerm): NodeMatch {
  if (isEmpty(term)) return never;
  const tests = [...(term.matchExpressions ?? []).map(onLabel), ...(term.matchFields ?? []).map(onField)];
  return (node) => tests.every((test) => test(node));
}

/** Any of the terms. */
function compileSelector({ nodeSelectorTerms }: core.NodeSelector): NodeMatch {
  const terms = (nodeSelectorTerms ?? []).map(compileTerm);
  return (node) => terms.some((term) => term(node));
}

/** spec.nodeSelector and required node affinity together; undefined when the pod has neither. */
export function requiredNodes(spec: core.PodSpec | undefined): NodeMatch | undefined {
  const wanted = Object.entries(spec?.nodeSelector ?? {});
  const required = spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  if (!wanted.length && !required) return undefined;
  const affine = required ? compileSelector(required) : () => true;
  return (node) => wanted.every(([key, value]) => node.labels[key] === value) && affine(node);
}

export interface NodePreference { readonly weight: number; readonly matches: NodeMatch }

export const preferredNodes = (spec: core.PodSpec | undefined): readonly NodePreference[] =>
  (spec?.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [])
    .filter(({ weight, preference }) => weight !== 0 && !isEmpty(preference))
    .map(({ weight, preference }) => ({ weight, matches: compileTerm(preference) }));

const namesOf = (term: core.NodeSelectorTerm): ReadonlySet<string> | undefined => {
  const lists = (term.matchFields ?? []).filter(({ key, operator }) => key === 'metadata.name' && operator === 'In').map(({ values }) => values ?? []);
  const [first, ...others] = lists;
  return first && new Set(first.filter((name) => others.every((names) => names.includes(name))));
};

/** The nodes that required affinity names outright (as daemon pods do); undefined when some term leaves it open. */
export function namedNodes(spec: core.PodSpec | undefined): ReadonlySet<string> | undefined {
  const terms = spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const named = terms.map(namesOf);
  if (!named.length || named.includes(undefined)) return undefined;
  return new Set(named.flatMap((names) => [...(names ?? [])]));
}
