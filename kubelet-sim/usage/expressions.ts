/** Expressions of ResourceUsages: CEL with what kwok adds to it (kubernetes-sigs/kwok pkg/kwok/metrics/evaluator.go, pkg/utils/cel). */
import { cel, type Clock, type core, type Random } from '../../api';

export interface Subject {
  readonly pod: core.Pod;
  readonly container: core.Container;
  /** Absent while it is not known. */
  readonly node: core.Node | undefined;
}

/** Answers `pod.Usage("cpu")` and the like, in cores or octets; of a node, a pod, or one container of it. */
export interface Asked {
  usage(of: core.Node | core.Pod, resource: string, container?: string): number;
  /** Since it began: core-seconds. */
  cumulative(of: core.Node | core.Pod, resource: string, container?: string): number;
}

export interface ExpressionDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly asked: Asked;
}

/** Undefined: it came to nothing. */
export type Amount = (subject: Subject) => number | undefined;

/** `tell`: why it came to nothing. */
export type Expression = (subject: Subject, tell?: (message: string) => void) => number | undefined;

export class UsageFault extends Error {}

const variables: cel.Variables = { pod: cel.goObject('core.v1.Pod'), node: cel.goObject('core.v1.Node'), container: cel.goObject('core.v1.Container') };

/** Reads expressions. What it makes is shared by all who use the same text. */
export function expressionReader(deps: ExpressionDeps): (text: string) => Expression {
  const known = new Map<string, Expression>();
  let environment: cel.Environment | undefined;
  return (text) => {
    const found = known.get(text);
    if (found) return found;
    environment ??= new cel.Environment([...cel.kubernetesLibraries, cel.quantityArithmetic, kwokFunctions(deps)]);
    const compiled = cel.compile(text, { environment, variables });
    if (!compiled.ok) throw new UsageFault(compiled.message);
    const expression: Expression = ({ pod, container, node }, tell) => {
      const { value } = compiled.program.evaluate({ pod, container, node });
      const amount = value instanceof cel.CelError ? undefined : cel.amountOf(value);
      if (amount === undefined) tell?.(value instanceof cel.CelError ? value.message : 'the expression gives neither a quantity nor a number');
      return amount;
    };
    known.set(text, expression);
    return expression;
  };
}

const { double, dyn, string, timestamp } = cel;

function kwokFunctions({ clock, random, asked }: ExpressionDeps): cel.Library {
  const now = (): cel.Timestamp => cel.timestampOf(BigInt(Math.round(clock.now() * 1000)) * 1000n);
  const number = (value: number): cel.Value => new cel.Double(value);
  const unixSecond = ({ nanos }: cel.Timestamp): cel.Value => number(Number(nanos) / 1e9);
  const sinceSecond = (value: cel.Value): cel.Value => number((clock.now() - Date.parse(objectIn(value).metadata.creationTimestamp ?? '')) / 1000 || 0);
  const usageFunctions = (name: string, ask: Asked['usage']): cel.Overload[] => [
    cel.member(name, `kwok_${name}`, [dyn, string], double, (value: cel.Value, resource: string) => number(ask(objectIn(value), resource))),
    cel.member(name, `kwok_${name}_container`, [dyn, string, string], double, (value: cel.Value, resource: string, container: string) => number(ask(objectIn(value), resource, container))),
  ];
  return {
    overloads: [
      cel.overload('Now', 'kwok_now', [], timestamp, now),
      cel.overload('now', 'kwok_old_now', [], timestamp, now),
      cel.overload('Rand', 'kwok_rand', [], double, () => number(random.float())),
      cel.overload('UnixSecond', 'kwok_unix_second', [timestamp], double, unixSecond),
      cel.member('UnixSecond', 'kwok_unix_second_of', [timestamp], double, unixSecond),
      cel.overload('SinceSecond', 'kwok_since_second', [dyn], double, sinceSecond),
      cel.member('SinceSecond', 'kwok_since_second_of', [dyn], double, sinceSecond),
      ...usageFunctions('Usage', (of, resource, container) => asked.usage(of, resource, container)),
      ...usageFunctions('CumulativeUsage', (of, resource, container) => asked.cumulative(of, resource, container)),
    ],
  };
}

/** The node or pod that a value stands for. */
function objectIn(value: cel.Value): core.Node | core.Pod {
  const source = cel.sourceOf(value);
  return source?.definition === 'core.v1.Pod' || source?.definition === 'core.v1.Node' ? (source.json as unknown as core.Node | core.Pod) : cel.fail('no such overload');
}
