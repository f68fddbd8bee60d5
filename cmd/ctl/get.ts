/** `minikapi ctl get KIND [NAME…]` */
import { stringify } from 'yaml';
import { systemClock } from '../../api';
import { oneOf } from '../flag';
import type { Tool } from '../tool';
import { namespaceFlag, printTables, serverFlag, serverOf } from './common';
import { allNamespacesFlag, find, type Found } from './found';
import type { Table } from './kinds/kind';
import type { Fields } from './member';
import type { Minik8s } from './minik8s';

export const getTool: Tool = {
  summary: 'shows objects of a kind in a table, or whole',
  operands: ['KIND', '[NAME...]'],
  flags: [
    { name: 'output', short: 'o', value: 'FORMAT', fallback: 'table', help: 'table, json or yaml', check: oneOf('table', 'json', 'yaml') },
    namespaceFlag, allNamespacesFlag, serverFlag,
  ],
  async run(given) {
    const server = serverOf(given);
    const found = await find(server, given);
    const format = given.text('output');
    if (format === 'table') return printTables(await tablesOf(found, server, systemClock.now()));
    process.stdout.write(format === 'json' ? json(wholeOf(found)) : stringify(wholeOf(found)));
  },
};

export const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** A single one that was named is itself, anything else a list. */
export const wholeOf = ({ objects, isNamed }: Found): Fields | readonly Fields[] | undefined => (isNamed && objects.length === 1 ? objects[0] : objects);

async function tablesOf(found: Found, server: Minik8s, now: number): Promise<Table[]> {
  const { kind, objects, isNamed } = found;
  const table = { head: kind.columns.map(({ name }) => name), rows: objects.map((object) => kind.columns.map(({ cell }) => cell(object, now))) };
  return [table, ...(isNamed ? await belowItems(found, server) : kind.belowList ? [kind.belowList(objects)] : [])];
}

async function belowItems({ kind, objects }: Found, server: Minik8s): Promise<Table[]> {
  const tables: Table[] = [];
  for (const object of objects) tables.push(...[await kind.belowItem?.(object, server)].filter((table) => table !== undefined));
  return tables;
}
