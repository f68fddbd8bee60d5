/** The text form of label selectors: `a=b,c in (d,e),!f,g>1` (k8s.io/apimachinery pkg/labels Parser), with its faults' texts. */
import { ApiError } from './errors';
import { formatFieldError, invalid } from './field-error';
import { requirement, RequirementError, selectorFrom, type LabelSelector, type Operator, type Requirement } from './label-selector';
import { qualifiedNameFault } from './names';

type TokenKind = 'end' | 'identifier' | '(' | ')' | ',' | '!' | '=' | '==' | '!=' | '>' | '<' | 'in' | 'notin';

interface Token { readonly kind: TokenKind; readonly text: string }

const end: Token = { kind: 'end', text: '' };

const kindOf = (text: string): TokenKind => (/^(?:==|!=|[=!(),<>]|in|notin)$/.test(text) ? (text as TokenKind) : 'identifier');

const tokensOf = (text: string): Token[] =>
  (text.match(/==|!=|[=!(),<>]|[^\s=!(),<>]+/g) ?? []).map((part) => ({ kind: kindOf(part), text: part }));

const operators = new Set<string>(['in', 'notin', '=', '==', '!=', '>', '<']);

class Parser {
  private at = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  parse(): Requirement[] {
    const requirements: Requirement[] = [];
    for (;;) {
      const { kind, text } = this.peek();
      if (kind === 'end') return requirements;
      if (!beginsRequirement(kind)) throw new RequirementError(`found '${text}', expected: !, identifier, or 'end of string'`);
      requirements.push(this.requirement());
      const next = this.take();
      if (next.kind === 'end') return requirements;
      if (next.kind !== ',') throw new RequirementError(`found '${next.text}', expected: ',' or 'end of string'`);
      if (!beginsRequirement(this.peek().kind)) throw new RequirementError(`found '${this.peek().text}', expected: identifier after ','`);
    }
  }

  /** `in` and `notin` are words like any other, except where an operator is wanted. */
  private peek(): Token {
    const token = this.tokens[this.at] ?? end;
    return token.kind === 'in' || token.kind === 'notin' ? { ...token, kind: 'identifier' } : token;
  }

  private take(): Token {
    const token = this.peek();
    this.at++;
    return token;
  }

  private requirement(): Requirement {
    try {
      return this.oneRequirement();
    } catch (error) {
      throw error instanceof RequirementError ? new RequirementError(`unable to parse requirement: ${error.message}`) : error;
    }
  }

  private oneRequirement(): Requirement {
    const negated = this.peek().kind === '!' && Boolean(this.take());
    const { kind, text: key } = this.take();
    if (kind !== 'identifier') throw new RequirementError(`found '${key}', expected: identifier`);
    const fault = qualifiedNameFault(key);
    // Upstream's parser has no path to name the key by.
    if (fault) throw new RequirementError(formatFieldError(invalid('<nil>', key, fault)));
    if (negated) return requirement(key, '!', []);
    const next = this.peek().kind;
    if (next === 'end' || next === ',') return requirement(key, 'exists', []);
    const operator = this.operator();
    return requirement(key, operator, operator === 'in' || operator === 'notin' ? this.values() : [this.exactValue()]);
  }

  private operator(): Operator {
    const { kind, text } = this.tokens[this.at++] ?? end;
    if (!operators.has(kind)) throw new RequirementError(`found '${text}', expected: in, notin, =, ==, !=, gt, lt`);
    return kind as Operator;
  }

  private exactValue(): string {
    const next = this.peek().kind;
    if (next === 'end' || next === ',') return '';
    const { kind, text } = this.take();
    if (kind !== 'identifier') throw new RequirementError(`found '${text}', expected: identifier`);
    return text;
  }

  private values(): string[] {
    const open = this.take();
    if (open.kind !== '(') throw new RequirementError(`found '${open.text}' expected: '('`);
    const { kind, text } = this.peek();
    if (kind !== ')' && kind !== ',' && kind !== 'identifier') throw new RequirementError(`found '${text}', expected: ',', ')' or identifier`);
    const values: string[] = [];
    // Nothing between two commas, or before a parenthesis, is the empty value.
    for (;;) {
      const named = this.peek().kind === 'identifier';
      values.push(named ? this.take().text : '');
      const separator = this.peek();
      if (separator.kind !== ',' && separator.kind !== ')') throw new RequirementError(`found '${separator.text}', expected: ${named ? "',' or ')'" : "',', or identifier"}`);
      this.take();
      if (separator.kind === ')') return values;
    }
  }
}

const beginsRequirement = (kind: TokenKind): boolean => kind === 'identifier' || kind === '!';

/** Throws BadRequest in upstream's words. */
export function parseLabelSelector(text: string): LabelSelector {
  try {
    return selectorFrom(new Parser(tokensOf(text)).parse());
  } catch (error) {
    throw error instanceof RequirementError ? ApiError.badRequest(error.message) : error;
  }
}
