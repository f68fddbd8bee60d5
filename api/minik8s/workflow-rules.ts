/** What is wrong with a workflow that no schema can say: ways to nodes that are not there, numbers that are none, and cycles that nothing leaves. */
import { invalid, notFound, type FieldError } from '../field-error';
import { each, when } from '../kinds/checks';
import { comparisons, parseNumber, type CheckType } from './comparisons';

interface Way {
  /** Empty or absent: the end. */
  readonly nextNodeName?: string;
}

interface Choice {
  readonly checkType: CheckType;
  readonly compareValue?: string;
  readonly trueNextNodeName?: string;
  readonly falseNextNodeName?: string;
}

interface Node {
  readonly name: string;
  readonly type: 'func' | 'choice';
  readonly funcData?: Way;
  readonly choiceData?: Choice;
}

export interface Graph {
  readonly entryNodeName: string;
  readonly workflowNodes?: readonly Node[];
}

type Names = ReadonlySet<string>;

/** Of a spec that is as its schema says. */
export function workflowFaults({ entryNodeName, workflowNodes = [] }: Graph, field: string): FieldError[] {
  const names = new Set(workflowNodes.map(({ name }) => name));
  const faults = [
    ...known(entryNodeName, `${field}.entryNodeName`, names),
    ...each(workflowNodes, `${field}.workflowNodes`, ({ type, funcData, choiceData }, path) => {
      if (type === 'func') return known(funcData?.nextNodeName, `${path}.funcData.nextNodeName`, names);
      return choiceData ? choiceFaults(choiceData, `${path}.choiceData`, names) : [];
    }),
  ];
  // Where ways lead is asked only when all of them lead somewhere.
  return faults.length ? faults : endless(entryNodeName, workflowNodes, field);
}

const choiceFaults = ({ checkType, compareValue = '', trueNextNodeName, falseNextNodeName }: Choice, field: string, names: Names): FieldError[] => [
  ...when(comparisons[checkType].operands === 'number' && parseNumber(compareValue) === undefined,
    () => invalid(`${field}.compareValue`, compareValue, `must be a number for ${checkType}`)),
  ...known(trueNextNodeName, `${field}.trueNextNodeName`, names),
  ...known(falseNextNodeName, `${field}.falseNextNodeName`, names),
];

const known = (name: string | undefined, field: string, names: Names): FieldError[] => when(name && !names.has(name), () => notFound(field, name));

const waysOf = ({ type, funcData, choiceData }: Node): string[] =>
  (type === 'func' ? [funcData?.nextNodeName ?? ''] : [choiceData?.trueNextNodeName ?? '', choiceData?.falseNextNodeName ?? '']);

/** Nodes that are reached, and from which no way leads to the end: whoever comes there goes round for ever. */
function endless(entry: string, nodes: readonly Node[], field: string): FieldError[] {
  const ways = new Map(nodes.map((node) => [node.name, waysOf(node)]));
  const waysBack = new Map<string, string[]>();
  for (const [name, all] of ways) for (const to of all) waysBack.set(to, [...(waysBack.get(to) ?? []), name]);
  const reached = spread(entry, ways);
  const ending = spread('', waysBack);
  return nodes.flatMap(({ name }, i) => when(reached.has(name) && !ending.has(name),
    () => invalid(`${field}.workflowNodes[${i}]`, name, 'no way leads from here to an end: the workflow would go round for ever')));
}

function spread(from: string, ways: ReadonlyMap<string, readonly string[]>): Set<string> {
  const found = new Set([from]);
  for (const name of found) for (const to of ways.get(name) ?? []) found.add(to);
  return found;
}
