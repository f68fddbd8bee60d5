/** What documentation says of a file, from its declaration. */
import type { ConfigFile } from '../file';
import type { Shape } from '../shape';

type Row = readonly [field: string, type: string, fallback: string, meaning: string];

const rowsOf = (shape: Shape<unknown>, path = ''): readonly Row[] => Object.entries(shape.members ?? {}).flatMap(([name, member]) => {
  const field = path ? `${path}.${name}` : name;
  return [rowOf(field, member), ...rowsOf(member, field), ...(member.items ? rowsOf(member.items, `${field}[]`) : [])];
});

function rowOf(field: string, { type, unit, isRequired, fallback, meaning }: Shape<unknown>): Row {
  return [`\`${field}\``, unit ? `${type}, ${unit}` : type, isRequired ? 'must be given' : fallback === undefined ? '' : `\`${fallback}\``, meaning];
}

const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

export const tableOf = ({ shape }: ConfigFile<unknown>): string =>
  [line(['field', 'type', 'otherwise', 'meaning']), line(['---', '---', '---', '---']), ...rowsOf(shape).map(line)].join('\n');
