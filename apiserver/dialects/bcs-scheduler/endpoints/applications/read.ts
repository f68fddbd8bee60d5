/** What is told of applications, their taskgroups and their versions. */
import type { Call } from '../../call';
import { applicationAt } from './intend';
import { versionsOf } from './versions';

export async function listVersions(call: Call): Promise<readonly string[]> {
  return (await versionsOf(call.service, await applicationAt(call))).map(({ spec: { id } }) => id);
}
