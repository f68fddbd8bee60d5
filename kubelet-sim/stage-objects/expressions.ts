/** What a stage asks of an object: jq, or CEL about `self` (kubernetes-sigs/kwok pkg/utils/expression, pkg/utils/lifecycle). */
import { cel, parseGoDuration, type KubeObject } from '../../api';
import { compileQuery } from '../jq';
import type { ExpressionFrom } from '../resources/stage';

/** The stage is not written as one; the message is for whoever wrote it. */
export class StageFault extends Error {}

/** What is found, nothing where the question fails. */
export type Question = (object: KubeObject, now: number) => readonly unknown[];

export function jqQuestion(text: string | undefined, field: string): Question {
  try {
    const query = compileQuery(text ?? '');
    return (object, now) => query.ask(object, now);
  } catch (error) {
    throw new StageFault(`${field}: jq ${JSON.stringify(text ?? '')}: ${(error as Error).message}`);
  }
}

export function celQuestion(text: string | undefined, field: string): Question {
  const compiled = cel.compile(text ?? '', { environment: cel.kubernetesEnvironment, variables: { self: cel.dynamic } });
  if (!compiled.ok) throw new StageFault(`${field}: ${compiled.message}`);
  return (self) => {
    const { value } = compiled.program.evaluate({ self });
    return value instanceof cel.CelError ? [] : [cel.toJson(value)];
  };
}

function question({ cel: ofCel, jq, expressionFrom }: ExpressionFrom, field: string): Question {
  return ofCel ? celQuestion(ofCel.expression, `${field}.cel`) : jqQuestion(jq?.expression ?? expressionFrom, field);
}

/** A number that depends on the object; undefined: there is none. */
export type Amount = (object: KubeObject, now: number) => number | undefined;

function amount(fixed: number | undefined, from: ExpressionFrom | undefined, field: string, read: (value: unknown, now: number) => number | undefined | 'fixed'): Amount {
  if (!from) return () => fixed;
  const ask = question(from, field);
  return (object, now) => {
    const [value] = ask(object, now);
    const found = value === undefined ? 'fixed' : value === '' ? undefined : read(value, now);
    return found === 'fixed' ? fixed : found;
  };
}

/** A number, or a text that is one. */
export const integer = (fixed: number | undefined, from: ExpressionFrom | undefined, field: string): Amount =>
  amount(fixed, from, field, (value) => {
    if (typeof value === 'number') return Math.trunc(value);
    if (typeof value !== 'string') return 'fixed';
    return /^[+-]?(\d+|0[xX][\da-fA-F]+)$/.test(value) ? Number(value) : undefined;
  });

const isTime = /^\d{4}-\d\d-\d\d[Tt]/;

/** Milliseconds: a time means until then, a text is a Go duration, a number (of CEL) seconds. */
export const duration = (fixed: number | undefined, from: ExpressionFrom | undefined, field: string): Amount =>
  amount(fixed, from, field, (value, now) => {
    if (typeof value === 'number') return value * 1000;
    if (typeof value !== 'string') return 'fixed';
    const at = isTime.test(value) ? Date.parse(value) : NaN;
    return Number.isNaN(at) ? (parseGoDuration(value) ?? 'fixed') : at - now;
  });
