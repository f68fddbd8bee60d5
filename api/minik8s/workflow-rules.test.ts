import { formatFieldError } from '../field-error';
import type { CheckType } from './comparisons';
import { workflowFaults, type Graph } from './workflow-rules';

type Node = NonNullable<Graph['workflowNodes']>[number];

const func = (name: string, nextNodeName = ''): Node => ({ name, type: 'func', funcData: { nextNodeName } });
const choice = (name: string, yes: string, no: string, checkType: CheckType = 'numLessThan', compareValue = '3'): Node =>
  ({ name, type: 'choice', choiceData: { checkType, compareValue, trueNextNodeName: yes, falseNextNodeName: no } });
const graph = (nodes: Node[], entryNodeName = nodes[0]?.name ?? ''): Graph => ({ entryNodeName, workflowNodes: nodes });
const faults = (workflow: Graph): string[] => workflowFaults(workflow, 'spec').map(formatFieldError);

test.each<[string, Graph]>([
  ['one function', graph([func('a')])],
  ['a choice', graph([func('a', 'b'), choice('b', 'c', 'd'), func('c', 'd'), func('d')])],
  ['a cycle that a choice leaves', graph([func('a', 'b'), choice('b', 'a', '')])],
  ['a cycle that a choice leaves by another function', graph([func('a', 'b'), choice('b', 'a', 'c'), func('c')])],
  ['an endless cycle that nothing leads to', graph([func('a'), func('b', 'c'), func('c', 'b')])],
  ['a choice whose ways are one', graph([choice('a', 'b', 'b'), func('b')])],
  ['texts that are no numbers', graph([choice('a', '', '', 'strLessThan', 'many')])],
  ['ways that are not said', graph([{ name: 'a', type: 'choice', choiceData: { checkType: 'strEqual' } }])],
])('%s is well', (_, workflow) => expect(faults(workflow)).toEqual([]));

const notThere = (field: string, name: string): string => `spec.${field}: Not found: "${name}"`;
const endless = (i: number, name: string): string => `spec.workflowNodes[${i}]: Invalid value: "${name}": no way leads from here to an end: the workflow would go round for ever`;

test.each<[string, Graph, string[]]>([
  ['an unknown entry', graph([func('a')], 'b'), [notThere('entryNodeName', 'b')]],
  ['no nodes', { entryNodeName: 'a' }, [notThere('entryNodeName', 'a')]],
  ['an unknown next node', graph([func('a', 'b')]), [notThere('workflowNodes[0].funcData.nextNodeName', 'b')]],
  ['unknown ways of a choice', graph([choice('a', 'b', 'c')]), [notThere('workflowNodes[0].choiceData.trueNextNodeName', 'b'), notThere('workflowNodes[0].choiceData.falseNextNodeName', 'c')]],
  ['a value that is no number', graph([choice('a', '', '', 'numEqual', 'many')]), ['spec.workflowNodes[0].choiceData.compareValue: Invalid value: "many": must be a number for numEqual']],
  ['no value', graph([choice('a', '', '', 'numEqual', '')]), ['spec.workflowNodes[0].choiceData.compareValue: Invalid value: "": must be a number for numEqual']],
  ['a node that follows itself', graph([func('a', 'a')]), [endless(0, 'a')]],
  ['functions in a circle', graph([func('a', 'b'), func('b', 'c'), func('c', 'b')]), [endless(0, 'a'), endless(1, 'b'), endless(2, 'c')]],
  ['a choice both of whose ways go round', graph([func('a', 'b'), choice('b', 'a', 'b')]), [endless(0, 'a'), endless(1, 'b')]],
  ['one way of a choice that goes round', graph([choice('a', 'b', ''), func('b', 'b')]), [endless(1, 'b')]],
])('%s', (_, workflow, expected) => expect(faults(workflow)).toEqual(expected));
