/** Where a choice goes: a member of the value is compared. Pure. */
import { compares, comparisons, type minik8s } from '../../../api';

/** Why a workflow cannot go on. */
export interface Fault {
  readonly reason: string;
  readonly message: string;
}

export interface Choice {
  readonly holds: boolean;
  /** Empty: the end. */
  readonly next: string;
}

export function choose({ checkType, checkVarName, compareValue = '', trueNextNodeName = '', falseNextNodeName = '' }: minik8s.WorkflowChoiceData, value: string): Choice | Fault {
  const members = membersOf(value);
  if (!members) return { reason: 'NotAnObject', message: `the input is no JSON object, so it has no ${JSON.stringify(checkVarName)} to compare` };
  if (!members.has(checkVarName)) return { reason: 'MemberNotFound', message: `the input has no member ${JSON.stringify(checkVarName)}` };
  const holds = compares(checkType, members.get(checkVarName), compareValue);
  if (holds === undefined) return { reason: 'WrongType', message: `${checkType} compares ${comparisons[checkType].operands}s, but the member ${JSON.stringify(checkVarName)} is none` };
  return { holds, next: holds ? trueNextNodeName : falseNextNodeName };
}

function membersOf(text: string): ReadonlyMap<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? new Map(Object.entries(value)) : undefined;
  } catch {
    return undefined;
  }
}
