/** `$((…))`: whole numbers (POSIX.1-2024, XCU 2.6.4). */
import { SyntaxFault } from './syntax';

/** Binding the least first. */
const levels: readonly (readonly string[])[] = [['||'], ['&&'], ['==', '!='], ['<', '<=', '>', '>='], ['+', '-'], ['*', '/', '%']];

const operations: Readonly<Record<string, (left: number, right: number) => number>> = {
  '||': (left, right) => Number(left !== 0 || right !== 0), '&&': (left, right) => Number(left !== 0 && right !== 0),
  '==': (left, right) => Number(left === right), '!=': (left, right) => Number(left !== right),
  '<': (left, right) => Number(left < right), '<=': (left, right) => Number(left <= right), '>': (left, right) => Number(left > right), '>=': (left, right) => Number(left >= right),
  '+': (left, right) => left + right, '-': (left, right) => left - right, '*': (left, right) => left * right,
  '/': (left, right) => Math.trunc(left / divisor(right)), '%': (left, right) => left % divisor(right),
};

function divisor(value: number): number {
  if (value === 0) throw new SyntaxFault('arithmetic expression: divide by zero', false);
  return value;
}

/** Deeper parentheses nobody writes. */
const deepest = 50;

/** `valueOf`: of a variable. Throws SyntaxFault. */
export function calculate(text: string, valueOf: (name: string) => string): number {
  const tokens = text.match(/\d+|[A-Za-z_]\w*|\|\||&&|[=!<>]=|[-+*/%()<>!]|\S/g) ?? [];
  let at = 0;
  let depth = 0;
  const wrong = (): never => { throw new SyntaxFault(`arithmetic syntax error: ${JSON.stringify(text)}`, false); };
  const level = (index: number): number => {
    const operators = levels[index];
    if (!operators) return single();
    let value = level(index + 1);
    while (operators.includes(tokens[at] ?? '')) {
      const operation = operations[tokens[at++]!]!;
      value = operation(value, level(index + 1));
    }
    return value;
  };
  const single = (): number => {
    if (++depth > deepest) wrong();
    const token = tokens[at++] ?? wrong();
    const value = token === '-' ? -single() : token === '+' ? single() : token === '!' ? Number(single() === 0) : token === '(' ? inner() : /^\d/.test(token) ? Number(token) : variable(token);
    depth--;
    return value;
  };
  const inner = (): number => {
    const value = level(0);
    return tokens[at++] === ')' ? value : wrong();
  };
  const variable = (name: string): number => (/^\w+$/.test(name) ? Math.trunc(Number(valueOf(name)) || 0) : wrong());
  const value = tokens.length ? level(0) : 0;
  return at === tokens.length ? value : wrong();
}
