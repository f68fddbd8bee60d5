/** GET /export: the cluster as a snapshot, written piece by piece from what is stored. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { SchedulerConfiguration } from '../../../../api';
import type { Entry } from '../../../../registry';
import type { DialectContext } from '../../../dialect';
import type { Endpoint } from '../call';
import { jsonType } from '../envelope';
import { simulatedKinds } from '../kinds';
import { configurationOf } from '../scheduler';
import { snapshotText, type Listed } from '../snapshot/text';

export const exportSnapshot: Endpoint = async ({ response, context }) => {
  // The states themselves, which the registry holds anyway: of a moment each, and no copies.
  const listed = await Promise.all(simulatedKinds.map(async (kind): Promise<Listed> => ({ kind, entries: await entriesOf(context, kind) })));
  const configuration: SchedulerConfiguration | undefined = await configurationOf(context);
  response.writeHead(200, { 'Content-Type': jsonType });
  await pipeline(Readable.from(snapshotText(listed, configuration), { highWaterMark: 1 }), response);
};

async function entriesOf({ registry }: DialectContext, { definition, isBuiltIn }: Listed['kind']): Promise<readonly Entry[]> {
  const { entries } = await registry.store(definition).list();
  return isBuiltIn ? entries.filter(({ key }) => !isBuiltIn(key.name)) : entries;
}
