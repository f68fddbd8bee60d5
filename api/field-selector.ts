/** Field selectors: `metadata.name=web,status.phase!=Running` (k8s.io/apimachinery pkg/fields selector.go). */
import { ApiError } from './errors';

export interface FieldSelector {
  /** `field` gives a field's value ('' where unset). */
  matches(field: (name: string) => string): boolean;
  readonly requirements: readonly { readonly field: string; readonly operator: '=' | '!='; readonly value: string }[];
  readonly empty: boolean;
  toString(): string;
}

type Requirement = FieldSelector['requirements'][number];

/** In values, `\\`, `\,` and `\=` stand for the second character. Throws BadRequest in upstream's words. */
export function parseFieldSelector(text: string): FieldSelector {
  const parts = (text.match(/(?:\\[^]|[^,\\]|\\$)+/g) ?? []).sort();
  const requirements = parts.map((part) => parseTerm(part, text));
  return {
    requirements,
    empty: requirements.length === 0,
    matches: (field) => requirements.every(({ field: name, operator, value }) => (field(name) === value) === (operator === '=')),
    toString: () => requirements.map(({ field, operator, value }) => `${field}${operator}${value.replace(/[\\,=]/g, '\\$&')}`).join(','),
  };
}

function parseTerm(part: string, whole: string): Requirement {
  const found = /^([^]*?)(!=|==|=)([^]*)$/.exec(part);
  if (!found) throw ApiError.badRequest(`invalid selector: '${whole}'; can't understand '${part}'`);
  const [, field = '', operator, value = ''] = found;
  return { field, operator: operator === '!=' ? '!=' : '=', value: unescape(value) };
}

function unescape(text: string): string {
  return text.replace(/\\([^]?)|[,=]/g, (sequence, escaped: string | undefined) => {
    // Upstream prints the rune's number.
    if (escaped === undefined) throw ApiError.badRequest(`invalid field selector: unescaped character in value: ${sequence.charCodeAt(0)}`);
    if (!/^[\\,=]$/.test(escaped)) throw ApiError.badRequest(`invalid field selector: invalid escape sequence: ${sequence}`);
    return escaped;
  });
}
